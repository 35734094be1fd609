import * as A from '@automerge/automerge/slim'
import { expect, test } from 'vitest'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { type Cart, cart, cartAbout, cartRows } from '../../schema/documents/cart.ts'
import { until } from '../../test/kit/until.ts'
import { readIntent } from '../model/intent.ts'
import { realEnv } from '../model/real-env.ts'
import { adoptVisitor } from './adopt.ts'
import { VISITOR } from './open.ts'
import { memoryDisk } from './storage/memory.ts'
import { changed, openDevice, openMarket } from './testing/market.ts'

const about = cartAbout('asha', 'annai-stores', 1)
const line = (n: number) => `01936f6e-7c1a-7000-8000-00000000000${n}`
const rows = (replica: Awaited<ReturnType<typeof openDevice>>) =>
  cartRows(replica.document(cart, about).plain().lines).map(({ sku, qty }) => [sku, qty])

test('what is asked offline is sent, safe and answered once there is a server', async () => {
  const market = await openMarket()
  await market.down()
  const phone = await openDevice('asha', { market })
  const mine = phone.document(cart, about)
  await mine.edit('addLine', { line: line(1), sku: 'milk', qty: 2000 })
  const item = await mine.ask(checkoutShape, checkoutShape.example)
  expect(phone.waiting()).toHaveLength(2)
  await market.up()
  phone.sendNow()
  await changed(phone, () => phone.item(item.id)?.step === 'accepted')
  await changed(phone, () => phone.waiting().length === 0)
  expect(market.asked.map(({ id }) => id)).toEqual([item.id])
  expect(phone.status()).toMatchObject({ at: 'live', pending: 0 })
  expect(rows(phone)).toEqual([['milk', 2000]])
})

test('two devices that start the same cart offline start the same document', async () => {
  const market = await openMarket()
  await market.down()
  const phone = await openDevice('asha', { market })
  const tablet = await openDevice('asha', { market, device: 'tablet' })
  await phone.document(cart, about).edit('addLine', { line: line(1), sku: 'milk', qty: 2000 })
  await tablet.document(cart, about).edit('addLine', { line: line(2), sku: 'rice', qty: 1000 })
  await tablet.document(cart, about).edit('addLine', { line: line(3), sku: 'milk', qty: 1000 })
  await market.up()
  phone.sendNow()
  tablet.sendNow()
  const both = [
    ['milk', 3000],
    ['rice', 1000],
  ]
  await changed(phone, () => JSON.stringify(rows(phone)) === JSON.stringify(both))
  await changed(tablet, () => JSON.stringify(rows(tablet)) === JSON.stringify(both))
  expect(market.rows.documents.size).toBe(1)
  const people = Object.values(
    (phone.document(cart, about).plain() as unknown as { people: object }).people,
  )
  expect(people).toContainEqual({ person: 'asha', device: 'tablet' })
})

test('a device that opens a cart another device made gets it', async () => {
  const market = await openMarket()
  const phone = await openDevice('asha', { market })
  await phone.document(cart, about).edit('addLine', { line: line(1), sku: 'milk', qty: 2000 })
  await changed(phone, () => phone.waiting().length === 0)
  const disk = memoryDisk()
  const tablet = await openDevice('asha', { market, device: 'tablet', store: disk.open() })
  expect(tablet.document(cart, about).exists()).toBe(false)
  await changed(tablet, () => rows(tablet).length === 1)
  await tablet.close()
  const again = await openDevice('asha', { device: 'tablet', store: disk.open() })
  expect(rows(again)).toEqual([['milk', 2000]])
})

test("a visitor's cart reaches the server as the person's", async () => {
  const market = await openMarket()
  const visitors = memoryDisk()
  const visitor = await openDevice(VISITOR, { store: visitors.open() })
  const theirs = visitor.document(cart, cartAbout(VISITOR, 'annai-stores', 1))
  await theirs.edit('addLine', { line: line(1), sku: 'milk', qty: 2000 })
  await visitor.close()

  const persons = memoryDisk()
  const [from, to] = [visitors.open(), persons.open()]
  await adoptVisitor({ env: realEnv(), from, to, readdress: () => about })
  const phone = await openDevice('asha', { market, store: to })
  expect(rows(phone)).toEqual([['milk', 2000]])
  await changed(phone, () => phone.waiting().length === 0)
  expect(rows(phone)).toEqual([['milk', 2000]])
  const kept = market.rows.documents.get(phone.document(cart, about).id)
  expect(kept?.changes.map(({ person }) => person)).toContain('asha')
  const tablet = await openDevice('asha', { market, device: 'tablet' })
  await changed(tablet, () => rows(tablet).length === 1)
})

test('a review is whole on a device that did not ask', async () => {
  const market = await openMarket(() => ({
    verdict: 'review',
    by: 'customer',
    problems: [{ code: 'below-minimum', params: {} }],
  }))
  const phone = await openDevice('asha', { market })
  const item = await phone.document(cart, about).ask(checkoutShape, checkoutShape.example)
  await changed(phone, () => phone.item(item.id)?.step === 'review')
  const tablet = await openDevice('asha', { market, device: 'tablet' })
  await changed(tablet, () => tablet.item(item.id)?.body !== undefined)
  expect(tablet.item(item.id)).toMatchObject({ step: 'review', body: checkoutShape.example })
  expect(tablet.documents('cart')).toEqual([{ id: item.document, about }])
  const answer = await tablet
    .document(cart, about)
    .ask(checkoutShape, checkoutShape.example, { answers: item.id })
  await changed(phone, () => phone.item(item.id)?.answeredBy === answer.id)
})

test('a device that comes back to a server with the same documents speaks of none of them, and hears news', async () => {
  const market = await openMarket()
  const phone = await openDevice('asha', { market })
  const tablet = await openDevice('asha', { market, device: 'tablet' })
  const carts = [1, 2, 3].map((n) => cartAbout('asha', 'annai-stores', n))
  for (const [i, one] of carts.entries()) {
    const at = { line: line(i), sku: 'milk', qty: 1000 * (i + 1) }
    await phone.document(cart, one).edit('addLine', at)
    await changed(phone, () => phone.waiting().length === 0)
    await changed(tablet, () => tablet.document(cart, one).exists())
  }
  await changed(phone, () => phone.waiting().length === 0)
  await market.host.settled()
  await market.down()
  market.events.length = 0
  await market.up()
  for (const device of [phone, tablet]) {
    device.sendNow()
    await changed(device, () => device.status().at === 'live')
  }
  await until('both are greeted', () => {
    const greeted = market.events.filter(({ event }) => event === 'greeted')
    return greeted.length === 2 && greeted
  })
  await market.host.settled()
  expect(market.events.filter(({ event }) => event === 'loaded')).toEqual([])

  await phone
    .document(cart, carts[1] as typeof about)
    .edit('addLine', { line: line(9), sku: 'rice', qty: 500 })
  const inSecond = () => cartRows(tablet.document(cart, carts[1] as typeof about).plain().lines)
  await changed(tablet, () => inSecond().some(({ sku }) => sku === 'rice'))
  await changed(phone, () => phone.waiting().length === 0)
  expect(market.events.filter(({ event }) => event === 'loaded')).toHaveLength(1)
})

test('what waits for the server goes with the first message, without being asked for', async () => {
  const market = await openMarket()
  await market.down()
  const phone = await openDevice('asha', { market })
  const mine = phone.document(cart, about)
  await mine.edit('addLine', { line: line(1), sku: 'milk', qty: 2000 })
  await mine.ask(checkoutShape, checkoutShape.example)
  await market.up()
  market.events.length = 0
  phone.sendNow()
  await changed(phone, () => phone.waiting().length === 0)
  const stored = market.events.findIndex(({ event }) => event === 'answered')
  const spoken = market.events.slice(0, stored)
  expect(spoken.filter((one) => one.event === 'frame' && one.type === 'sync')).toHaveLength(1)
})

/** A world in which nobody asks again after half a minute. */
const impatient = {
  ...realEnv(),
  wait: (ms: number, stop?: AbortSignal) =>
    ms >= 30_000
      ? new Promise<void>((resolve) => stop?.addEventListener('abort', () => resolve()))
      : realEnv().wait(ms, stop),
}

test('a cart that is looked at comes at once when another device of its person makes it', async () => {
  const market = await openMarket()
  const tablet = await openDevice('asha', { market, device: 'tablet', env: impatient })
  const ravi = await openDevice('ravi', { market, env: impatient })
  const missed = () =>
    market.events.filter((one) => one.event === 'frame' && one.type === 'request').length
  tablet.document(cart, about)
  ravi.document(cart, about)
  await until('both were told that there is none', () => missed() === 2)
  await market.host.settled()
  const phone = await openDevice('asha', { market })
  await phone.document(cart, about).edit('addLine', { line: line(1), sku: 'milk', qty: 2000 })
  await changed(tablet, () => rows(tablet).length === 1)
  expect(rows(ravi)).toEqual([])
  expect(missed()).toBe(3)
})

test('an ask is based on the last edit its author saw, though it was not a change yet', async () => {
  const market = await openMarket()
  await market.down()
  const phone = await openDevice('asha', { market })
  const mine = phone.document(cart, about)
  void mine.edit('addLine', { line: line(1), sku: 'milk', qty: 2000 })
  void mine.edit('addTo', { line: line(1), by: 1000 })
  const asked = mine.ask(checkoutShape, checkoutShape.example)
  void mine.edit('addTo', { line: line(1), by: 5000 })
  const { id } = await asked
  await market.up()
  phone.sendNow()
  await changed(phone, () => phone.item(id)?.step === 'accepted')
  const read = readIntent(market.asked[0]?.text ?? '')
  const basis = 'intent' in read ? read.intent.basis : []
  const changes = market.rows.documents.get(mine.id)?.changes.map(({ bytes }) => bytes) ?? []
  const [doc] = A.applyChanges(A.init<Cart>(), changes)
  const seen = A.view(doc, basis)
  expect(Number(seen.lines[line(1)]?.qty)).toBe(3000)
  expect(basis).toHaveLength(1)
})
