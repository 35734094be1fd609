import { expect, test } from 'vitest'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { sorts } from '../../schema/documents/all.ts'
import { type Cart, cart, cartAbout, cartRows } from '../../schema/documents/cart.ts'
import { toHex } from '../model/bytes.ts'
import { type DocumentSort, defineDocument, documentId, type Edit } from '../model/document.ts'
import { readFrame } from './frames.ts'
import type { Dial } from './line.ts'
import * as line from './line.ts'
import { nodeDial } from './node-dial.ts'
import { markKey } from './notebook.ts'
import type { DeviceStore } from './storage/device-store.ts'
import { memoryDisk } from './storage/memory.ts'
import { changed, openDevice, openMarket } from './testing/market.ts'
import { virtualEnv } from './testing/virtual-env.ts'

const about = cartAbout('asha', 'annai-stores', 1)
const LINE = '01936f6e-7c1a-7000-8000-000000000001'

/** A cart whose app has a bug: it writes where no cart may be written. */
const forge: Edit<Cart, { paise: number }> = (doc, { paise }) => {
  ;(doc.lines[LINE] as unknown as { price: number }).price = paise
}
const buggyCart = defineDocument<Cart, typeof cart.edits & { forge: typeof forge }>({
  ...cart,
  edits: { ...cart.edits, forge },
})

/** A store that calls `act` as soon as the document is marked to be had anew from the server. */
const onMark = (store: DeviceStore, document: string, act: () => void): DeviceStore => ({
  ...store,
  async commit(writes, durability) {
    const isDone = await store.commit(writes, durability)
    if (writes.some((write) => 'put' in write && write.key === markKey(document))) act()
    return isDone
  },
})

test('a change the server will not keep is set aside, and all other work goes on', async () => {
  const market = await openMarket()
  await market.down()
  const disk = memoryDisk()
  const phone = await openDevice('asha', {
    market,
    store: disk.open(),
    sorts: { ...sorts, cart: buggyCart as unknown as DocumentSort },
  })
  const mine = phone.document(buggyCart, about)
  const qty = () => cartRows(phone.document(cart, about).plain().lines)[0]?.qty ?? 0
  await mine.edit('addLine', { line: LINE, sku: 'milk', qty: 1 })
  await mine.edit('forge', { paise: 1 })
  await mine.edit('addTo', { line: LINE, by: 1 })
  const item = await mine.ask(checkoutShape, checkoutShape.example)
  await market.up()
  phone.sendNow()
  await changed(phone, () => phone.item(item.id)?.step === 'accepted')
  await changed(phone, () => phone.waiting().length === 0)
  expect(qty()).toBe(2)
  const plain = phone.document(cart, about).plain() as unknown as {
    lines: Record<string, object>
    people: object
  }
  expect(Object.keys(plain.lines[LINE] ?? {}).sort()).toEqual(['qty', 'sku'])
  const { aside } = (await phone.export()) as { aside: { aside: object[] }[] }
  expect(aside).toMatchObject([{ aside: [{ refused: 'path', jot: { name: 'forge' } }] }])
  expect(await disk.open().chunks(['set-aside'])).toHaveLength(1)
  const tablet = await openDevice('asha', { market, device: 'tablet' })
  await changed(tablet, () => cartRows(tablet.document(cart, about).plain().lines)[0]?.qty === 2)
})

test('what arrives for a document in the moment in which it is let go of breaks nothing', async () => {
  const market = await openMarket()
  const disk = memoryDisk()
  const id = documentId(about)
  const repeats: (() => void)[] = []
  const dial: Dial = (ticket, ears) =>
    nodeDial(market.address)(ticket, {
      ...ears,
      heard(bytes) {
        const frame = readFrame(bytes)
        if (frame?.type === 'sync' && frame.documentId === id) repeats.push(() => ears.heard(bytes))
        ears.heard(bytes)
      },
    })
  let marked = 0
  const phone = await openDevice('asha', {
    market,
    sorts: { ...sorts, cart: buggyCart as unknown as DocumentSort },
    store: onMark(disk.open(), id, () => {
      marked += 1
      for (const repeat of [...repeats]) repeat()
    }),
    uplink: {
      load: async () => line,
      ticket: async () => ({ ticket: 'asha phone' }),
      dial,
    },
  })
  const mine = phone.document(buggyCart, about)
  await mine.edit('addLine', { line: LINE, sku: 'milk', qty: 1 })
  await changed(phone, () => phone.waiting().length === 0)
  await mine.edit('forge', { paise: 1 })
  await mine.edit('addTo', { line: LINE, by: 1 })
  await changed(phone, () => phone.waiting().length === 0)
  expect(marked).toBe(1)
  expect(cartRows(phone.document(cart, about).plain().lines)[0]?.qty).toBe(2)
})

test('what is done again does not overtake what was tapped while the server’s version was awaited', async () => {
  const market = await openMarket()
  await market.down()
  const taps: Promise<void>[] = []
  const phone = await openDevice('asha', {
    market,
    sorts: { ...sorts, cart: buggyCart as unknown as DocumentSort },
    store: onMark(memoryDisk().open(), documentId(about), () => {
      taps.push(mine.edit('note', { name: 'milk', text: 'cold' }))
    }),
  })
  const mine = phone.document(buggyCart, about)
  await mine.edit('addLine', { line: LINE, sku: 'milk', qty: 1 })
  await mine.edit('forge', { paise: 1 })
  await mine.edit('note', { name: 'milk', text: 'warm' })
  await market.up()
  phone.sendNow()
  await changed(phone, () => taps.length > 0 && phone.waiting().length === 0)
  expect(taps).toHaveLength(1)
  expect(String(mine.plain().notes.milk)).toBe('cold')
})

test('what is done again keeps its order, also when some of it was tapped before the app was started anew', async () => {
  const market = await openMarket()
  await market.down()
  const disk = memoryDisk()
  const open = () =>
    openDevice('asha', {
      market,
      store: disk.open(),
      sorts: { ...sorts, cart: buggyCart as unknown as DocumentSort },
    })
  const before = await open()
  const first = before.document(buggyCart, about)
  await first.edit('addLine', { line: LINE, sku: 'milk', qty: 1 })
  await first.edit('forge', { paise: 1 })
  await first.edit('note', { name: 'milk', text: 'warm' })
  await changed(before, () => first.heads().length > 0)
  await before.close()
  const phone = await open()
  const mine = phone.document(buggyCart, about)
  await mine.edit('note', { name: 'milk', text: 'cold' })
  await market.up()
  phone.sendNow()
  await changed(phone, () => phone.waiting().length === 0)
  expect(String(mine.plain().notes.milk)).toBe('cold')
})

test.each([
  ['as it is', (count: number) => fromSeed(count)],
  ['once it is unpacked', (count: number) => 'long '.repeat(count / 5)],
])(
  'a change that is too large %s is set aside, and what comes after it is done without it',
  async (_, words) => {
    const market = await openMarket()
    await market.down()
    const phone = await openDevice('asha', { market })
    const mine = phone.document(cart, about)
    await mine.edit('addLine', { line: LINE, sku: 'milk', qty: 1 })
    await mine.edit('note', { name: 'milk', text: words(400_000) })
    await mine.edit('addTo', { line: LINE, by: 1 })
    const item = await mine.ask(checkoutShape, checkoutShape.example)
    await market.up()
    phone.sendNow()
    await changed(phone, () => phone.item(item.id)?.step === 'accepted')
    await changed(phone, () => phone.waiting().length === 0)
    expect(cartRows(mine.plain().lines)[0]?.qty).toBe(2)
    const { aside } = (await phone.export()) as { aside: { aside: object[] }[] }
    expect(aside).toMatchObject([{ aside: [{ refused: 'too-big', jot: { name: 'note' } }] }])
  },
)

/** Letters that do not become fewer by packing. */
function fromSeed(count: number): string {
  const { chance } = virtualEnv()
  return toHex(chance.bytes(count / 2))
}

test('who may not write a document keeps the work, aside, and stops trying', async () => {
  const market = await openMarket()
  const phone = await openDevice('asha', { market })
  const theirs = phone.document(cart, cartAbout('ravi', 'annai-stores', 1))
  await theirs.edit('addLine', { line: LINE, sku: 'milk', qty: 1 })
  const item = await theirs.ask(checkoutShape, checkoutShape.example)
  await changed(phone, () => phone.waiting().length === 0)
  expect(phone.item(item.id)).toMatchObject({ step: 'saved', setAside: 'no-access' })
  expect(market.rows.documents.size).toBe(0)
})
