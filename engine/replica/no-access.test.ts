import { expect, test } from 'vitest'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { cart, cartAbout, cartRows } from '../../schema/documents/cart.ts'
import { until } from '../../test/kit/until.ts'
import type { Role } from '../host/access.ts'
import type { Replica } from './replica.ts'
import { memoryDisk } from './storage/memory.ts'
import { changed, openDevice, openMarket } from './testing/market.ts'

const about = cartAbout('asha', 'annai-stores', 1)
const MILK = '01936f6e-7c1a-7000-8000-000000000001'
const EGGS = '01936f6e-7c1a-7000-8000-000000000002'

/** Asha's cart with one milk in it, and Ravi, who may do with it what the test says. */
async function shop(role: Role) {
  const ravis = { may: role }
  const market = await openMarket(undefined, {
    may: async (person) => (person === 'asha' ? 'write' : ravis.may),
  })
  const asha = await openDevice('asha', { market })
  await asha.document(cart, about).edit('addLine', { line: MILK, sku: 'milk', qty: 1 })
  await changed(asha, () => asha.waiting().length === 0)
  return { market, asha, ravis }
}
const skus = (replica: Replica) =>
  cartRows(replica.document(cart, about).plain().lines).map(({ sku }) => sku)
const addEggs = (replica: Replica) =>
  replica.document(cart, about).edit('addLine', { line: EGGS, sku: 'eggs', qty: 1 })
const authors = ({ rows }: Awaited<ReturnType<typeof openMarket>>) =>
  [...rows.documents.values()].flatMap(({ changes }) => changes.map(({ person }) => person))
const asideOf = async (replica: Replica) => ((await replica.export()) as { aside: object[] }).aside

test('what a reader did to a document while away is set aside, and asks in it are void', async () => {
  const { market, asha } = await shop('read')
  const disk = memoryDisk()
  const away = await openDevice('ravi', { store: disk.open() })
  await addEggs(away)
  const item = await away.document(cart, about).ask(checkoutShape, checkoutShape.example)
  await away.close()
  const ravi = await openDevice('ravi', { market, store: disk.open() })
  await changed(ravi, () => ravi.waiting().length === 0)
  expect(ravi.item(item.id)).toMatchObject({ step: 'saved', setAside: 'no-access' })
  await changed(ravi, () => skus(ravi).join() === 'milk')
  const names = (await asideOf(ravi)).flatMap((row) =>
    JSON.stringify(row).match(/"name":"(addLine|checkout)"/g),
  )
  expect(names).toHaveLength(2)
  expect(authors(market)).not.toContain('ravi')
  expect(market.asked).toEqual([])
  await asha.document(cart, about).edit('addTo', { line: MILK, by: 1 })
  await changed(ravi, () => cartRows(ravi.document(cart, about).plain().lines)[0]?.qty === 2)
})

test('what a reader does while looking on is set aside at once, and stays so after a restart', async () => {
  const { market } = await shop('read')
  const disk = memoryDisk()
  const ravi = await openDevice('ravi', { market, store: disk.open() })
  ravi.document(cart, about)
  await changed(ravi, () => skus(ravi).join() === 'milk')
  await addEggs(ravi)
  await changed(ravi, () => ravi.waiting().length === 0)
  const item = await ravi.document(cart, about).ask(checkoutShape, checkoutShape.example)
  await changed(ravi, () => ravi.item(item.id)?.setAside === 'no-access')
  expect(ravi.waiting()).toEqual([])
  expect(skus(ravi)).toEqual(['milk'])
  await ravi.close()
  const again = await openDevice('ravi', { store: disk.open() })
  expect(again.item(item.id)).toMatchObject({ step: 'saved', setAside: 'no-access' })
  expect(skus(again)).toEqual(['milk'])
  expect(await asideOf(again)).toHaveLength(2)
})

test('news that comes while a branch is let go of does not bring the branch back', async () => {
  const { market, asha } = await shop('read')
  const disk = memoryDisk()
  const away = await openDevice('ravi', { store: disk.open() })
  await addEggs(away)
  await away.close()
  const ravi = await openDevice('ravi', { market, store: disk.open() })
  await until('aside', async () => (await disk.open().chunks(['set-aside'])).length > 0)
  await asha.document(cart, about).edit('addTo', { line: MILK, by: 1 })
  await changed(ravi, () => ravi.waiting().length === 0)
  await changed(ravi, () => cartRows(ravi.document(cart, about).plain().lines)[0]?.qty === 2)
  expect(skus(ravi)).toEqual(['milk'])
})

test('who loses a document keeps only unsent work, sends nothing more, and may get it back', async () => {
  const { market, ravis } = await shop('write')
  const ravi = await openDevice('ravi', { market })
  await addEggs(ravi)
  await changed(ravi, () => ravi.waiting().length === 0)
  const stored = authors(market).length
  ravis.may = 'none'
  market.host.revoke('ravi')
  await changed(ravi, () => !ravi.document(cart, about).exists())
  expect(await asideOf(ravi)).toEqual([])
  const frames = market.events.filter((event) => event.event === 'refused').length
  await ravi.document(cart, about).edit('addTo', { line: EGGS, by: 1 })
  await ravi.document(cart, about).edit('addTo', { line: MILK, by: 1 })
  await changed(ravi, () => ravi.waiting().length === 0)
  await market.host.settled()
  expect(await asideOf(ravi)).toHaveLength(2)
  expect(authors(market)).toHaveLength(stored)
  expect(market.events.filter((event) => event.event === 'refused')).toHaveLength(frames)
  ravis.may = 'write'
  await market.down()
  await market.up()
  ravi.sendNow()
  await changed(ravi, () => skus(ravi).join() === 'milk,eggs')
  await ravi.document(cart, about).edit('addTo', { line: MILK, by: 1 })
  await changed(ravi, () => ravi.waiting().length === 0)
  expect(authors(market).length).toBe(stored + 1)
})

test('who may not write hears it for each change of a document, not only the first', async () => {
  const { market } = await shop('none')
  const ravi = await openDevice('ravi', { market })
  await addEggs(ravi)
  await changed(ravi, () => ravi.waiting().length === 0)
  await ravi.document(cart, about).edit('addLine', { line: MILK, sku: 'milk', qty: 1 })
  await changed(ravi, () => ravi.waiting().length === 0)
  expect(skus(ravi)).toEqual([])
  expect(authors(market)).not.toContain('ravi')
})
