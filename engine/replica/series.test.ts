import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { sorts } from '../../schema/documents/all.ts'
import { thread, threadAbout } from '../../schema/documents/thread.ts'
import type { MemoryRows } from '../host/storage/memory.ts'
import type { DocumentSort } from '../model/document.ts'
import { type DocumentSize, FULL, isHalfFull } from '../model/document-size.ts'
import type { Base } from './desk.ts'
import type { Replica } from './replica.ts'
import { memoryDisk } from './storage/memory.ts'
import { changed, openDevice, openMarket } from './testing/market.ts'

type Kept = MemoryRows['documents'] extends Map<string, infer Row> ? Row : never

/** The first change counts too: four messages fill half of it. */
const HALF = 5
const short: typeof thread = { ...thread, rollsOver: { changes: HALF } }
const withShort = { ...sorts, thread: short as unknown as DocumentSort }

const chat = (device: Replica, store: string) => device.series(short, threadAbout('asha', store, 1))
const say = async (device: Replica, store: string, ids: readonly string[]) => {
  for (const id of ids) {
    await chat(device, store)
      .open()
      .edit('say', { id, message: { by: 'asha', text: id } })
  }
}
/** Every message that stands anywhere, as often as it does. */
const heard = (device: Replica, store: string) =>
  chat(device, store)
    .all()
    .flatMap((each) => Object.keys(each.plain().messages))
    .sort()
const names = (device: Replica, store: string) =>
  chat(device, store)
    .all()
    .map(({ id, about }) => [about.number, id])
const some = (who: string, count: number) => Array.from({ length: count }, (_, n) => `${who}-${n}`)

test('two devices that roll over without a network go on in the same documents, and nothing is lost', async () => {
  const market = await openMarket()
  const phone = await openDevice('asha', { market, sorts: withShort })
  const tablet = await openDevice('asha', { market, sorts: withShort, device: 'tablet' })
  let shops = 0
  const few = fc.integer({ min: 0, max: 3 })
  const many = fc.integer({ min: 0, max: 11 })
  await fc.assert(
    fc.asyncProperty(few, many, many, async (before, onPhone, onTablet) => {
      const store = `shop-${shops++}`
      await say(phone, store, some('before', before))
      await changed(tablet, () => heard(tablet, store).length === before)
      await market.down()
      await Promise.all([
        say(phone, store, some('phone', onPhone)),
        say(tablet, store, some('tablet', onTablet)),
      ])
      for (const [device, said] of [
        [phone, onPhone],
        [tablet, onTablet],
      ] as const) {
        const parts = Math.max(1, Math.ceil((before + said) / (HALF - 1)))
        expect(names(device, store).map(([number]) => number)).toEqual(
          Array.from({ length: parts }, (_, n) => n + 1),
        )
      }
      await market.up()
      const all = [
        ...some('before', before),
        ...some('phone', onPhone),
        ...some('tablet', onTablet),
      ]
      for (const device of [phone, tablet]) {
        device.sendNow()
        await changed(device, () => device.waiting().length === 0)
      }
      for (const device of [phone, tablet]) {
        await changed(device, () => heard(device, store).length === all.length)
        expect(heard(device, store)).toEqual(all.sort())
      }
      expect(names(phone, store)).toEqual(names(tablet, store))
    }),
    { numRuns: 8 },
  )
})

test('what a full document has no room for goes on in the next, questions too', async () => {
  const market = await openMarket(undefined, { limits: { docChanges: HALF } })
  const phone = await openDevice('asha', { market })
  const series = phone.series(thread, threadAbout('asha', 'annai', 1))
  // Others may have filled it: this device thinks that there is room.
  await market.down()
  const ids = some('said', 3 * HALF)
  for (const id of ids) {
    await series.open().edit('say', { id, message: { by: 'asha', text: id } })
  }
  const item = await series.open().ask(checkoutShape, checkoutShape.example)
  expect(series.all()).toHaveLength(1)
  await market.up()
  phone.sendNow()
  await changed(phone, () => phone.item(item.id)?.step === 'accepted')
  await changed(phone, () => phone.waiting().length === 0)
  const parts = series.all()
  expect(parts.flatMap((part) => Object.keys(part.plain().messages)).sort()).toEqual(ids.sort())
  expect(parts.find(({ id }) => id === phone.item(item.id)?.document)?.about.number).toBe(4)
  expect(await phone.export()).toMatchObject({ items: [{ id: item.id }], unsent: [] })
  for (const { changes } of market.rows.documents.values()) {
    expect(changes.length).toBeLessThanOrEqual(HALF)
  }
})

test('a device measures what the server counts', async () => {
  const market = await openMarket()
  const disk = memoryDisk()
  const phone = await openDevice('asha', { market, store: disk.open(), sorts: withShort })
  await say(phone, 'annai', some('said', 3))
  await changed(phone, () => phone.waiting().length === 0)
  const { document, changes } = [...market.rows.documents.values()][0] as Kept
  const stored = (await disk.open().list('projections')).map(({ value }) => value as Base)
  const { ops, maxOp, bytes } = document
  expect(stored.map(({ size }) => size)).toEqual([
    { changes: changes.length, ops, maxOp, bytes, actors: 1 },
  ])
})

test('half of any one measure is half full, and a sort may want less but never more', () => {
  const none: DocumentSize = { bytes: 0, changes: 0, ops: 0, maxOp: 0, actors: 0 }
  for (const measure of Object.keys(FULL) as (keyof DocumentSize)[]) {
    const half = FULL[measure] / 2
    expect(isHalfFull({ ...none, [measure]: half })).toBe(true)
    expect(isHalfFull({ ...none, [measure]: half - 1 })).toBe(false)
    expect(isHalfFull({ ...none, [measure]: half }, { [measure]: FULL[measure] })).toBe(true)
    expect(isHalfFull({ ...none, [measure]: 10 }, { [measure]: 10 })).toBe(true)
  }
})
