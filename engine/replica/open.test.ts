import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { describe, expect, test } from 'vitest'
import { checkoutShape } from '../../intents/checkout/shape.ts'
import { sorts } from '../../schema/documents/all.ts'
import { cart, cartAbout, cartRows } from '../../schema/documents/cart.ts'
import { HaatError } from '../model/error.ts'
import type { FactsFrame } from '../model/follow.ts'
import { realEnv } from '../model/real-env.ts'
import { adoptVisitor } from './adopt.ts'
import { openReplica, type ReplicaOptions, VISITOR } from './open.ts'
import type { DeviceStore } from './storage/device-store.ts'
import { openIndexedDb } from './storage/indexeddb.ts'
import { memoryDisk } from './storage/memory.ts'

globalThis.IDBKeyRange = IDBKeyRange
const about = cartAbout('asha', 'annai-stores', 1)
const milk = { line: '01936f6e-7c1a-7000-8000-000000000001', sku: 'milk-500', qty: 2000 }
const body = { ...checkoutShape.example }

const opened = (store: DeviceStore, more: Partial<ReplicaOptions> = {}) =>
  openReplica({ env: realEnv(), person: 'asha', device: 'phone', store, sorts, ...more })

/** Waits for the change that makes `holds` true; vitest's own timeout is the bound. */
function changed(replica: Awaited<ReturnType<typeof opened>>, holds: () => boolean) {
  return new Promise<void>((resolve) => {
    if (holds()) return resolve()
    const stop = replica.on(() => {
      if (!holds()) return
      stop()
      resolve()
    })
  })
}

for (const [name, disk] of Object.entries({
  memory: () => {
    const made = memoryDisk()
    return async () => made.open()
  },
  IndexedDB: () => {
    const factory = new IDBFactory()
    return () => openIndexedDb('haat-asha', factory)
  },
})) {
  describe(`a device with no network and no wasm, on ${name}`, () => {
    test('an edit is on the screen at once and still there after opening again', async () => {
      const open = disk()
      const replica = await opened(await open())
      const mine = replica.document(cart, about)
      expect(mine.exists()).toBe(false)
      expect(mine.plain().lines).toEqual({})
      const saved = mine.edit('addLine', milk)
      expect(cartRows(mine.plain().lines)).toMatchObject([{ sku: 'milk-500', qty: 2000 }])
      await saved
      await mine.edit('addTo', { line: milk.line, by: 1000 })
      expect(replica.waiting().map(({ name }) => name)).toEqual(['addLine', 'addTo'])
      await replica.close()

      const again = await opened(await open())
      expect(cartRows(again.document(cart, about).plain().lines)).toMatchObject([{ qty: 3000 }])
      expect(again.documents('cart')).toEqual([{ id: mine.id, about }])
      expect(again.status()).toMatchObject({ at: 'sending', pending: 2 })
      await again.close()
    })

    test('an intent is saved once, whatever is asked again under its id', async () => {
      const open = disk()
      const replica = await opened(await open())
      const mine = replica.document(cart, about)
      const item = await mine.ask(checkoutShape, body)
      expect(item).toMatchObject({ step: 'saved', kind: 'checkout', document: mine.id })
      expect(await mine.ask(checkoutShape, body, { id: item.id })).toEqual(item)
      await replica.close()
      const again = await opened(await open())
      expect(again.items()).toEqual([item])
      expect(again.waiting()).toMatchObject([{ id: item.id, what: 'intent' }])
      expect(Object.keys(again.document(cart, about).plain() as object)).toContain('intents')
      await again.close()
    })

    test('an intent that never left can be taken back, and its reviewed one is free again', async () => {
      const replica = await opened(await disk()())
      const mine = replica.document(cart, about)
      const first = await mine.ask(checkoutShape, body)
      const second = await mine.ask(checkoutShape, body, { answers: first.id })
      expect(replica.item(first.id)?.answeredBy).toBe(second.id)
      expect(await replica.takeBack(second.id)).toBe(true)
      expect(await replica.takeBack(second.id)).toBe(false)
      expect(replica.items().map(({ id }) => id)).toEqual([first.id])
      expect(replica.item(first.id)?.answeredBy).toBeUndefined()
      await replica.close()
    })
  })
}

test('a body that is not of its shape is refused aloud and nothing is saved', async () => {
  const replica = await opened(memoryDisk().open())
  const wrong = { ...body, maxTotalPaise: -1 }
  await expect(replica.document(cart, about).ask(checkoutShape, wrong)).rejects.toMatchObject({
    code: 'body-invalid',
  })
  expect(replica.items()).toEqual([])
  await replica.close()
})

test('what could not be stored is not shown as saved and leaves the screen', async () => {
  let full = false
  const store = memoryDisk().open((operation) => {
    if (full && 'commit' in operation)
      throw new HaatError('storage-full', { saw: 'all taken', remedy: 'Free some' })
  })
  const replica = await opened(store)
  const mine = replica.document(cart, about)
  full = true
  await expect(mine.edit('addLine', milk)).rejects.toMatchObject({ code: 'storage-full' })
  await expect(mine.ask(checkoutShape, body)).rejects.toMatchObject({ code: 'storage-full' })
  expect(mine.plain().lines).toEqual({})
  expect(replica.items()).toEqual([])
  expect(replica.waiting()).toEqual([])
  expect(replica.status().at).toBe('full')
  full = false
  await mine.edit('addLine', milk)
  expect(replica.status().at).toBe('sending')
  await replica.close()
})

const frame = (from: number, facts: [number, string, number][], head: number): FactsFrame => ({
  type: 'facts',
  lane: 'catalog:annai-stores',
  from,
  through: facts.at(-1)?.[0] ?? from,
  head,
  compacted: false,
  facts: facts.map(([seq, key, value]) => ({
    seq,
    key,
    kind: 'price.set',
    value,
    intent: 'i',
    at: 1,
  })),
})

test('a visitor sees prices move over HTTP, page by page, and goes on where it stopped', async () => {
  const asked: number[] = []
  const feed = async (_lane: string, after: number): Promise<FactsFrame> => {
    asked.push(after)
    if (after === 0)
      return frame(
        0,
        [
          [1, 'price/a', 10],
          [2, 'price/b', 20],
        ],
        3,
      )
    return after === 2 ? frame(2, [[3, 'price/a', 11]], 3) : frame(after, [], after)
  }
  const disk = memoryDisk()
  const replica = await opened(disk.open(), { person: VISITOR, feed })
  const lane = await replica.follow('catalog:annai-stores')
  await changed(replica, () => lane.through === 3)
  expect(lane.list('price/').map(({ value }) => value)).toEqual([11, 20])
  expect(replica.status().at).toBe('live')
  await replica.close()

  asked.length = 0
  const again = await opened(disk.open(), { person: VISITOR, feed })
  const kept = await again.follow('catalog:annai-stores')
  expect(kept.get('price/a')?.value).toBe(11)
  expect(asked.every((after) => after === 3)).toBe(true)
  await again.close()
})

test("a visitor's cart becomes the person's, once, however often it is interrupted", async () => {
  const visitors = memoryDisk()
  const persons = memoryDisk()
  const feed = async (_: string, after: number) =>
    after === 0 ? frame(0, [[1, 'price/a', 10]], 1) : frame(after, [], after)
  const visitor = await opened(visitors.open(), { person: VISITOR, feed })
  const looked = await visitor.follow('catalog:annai-stores')
  await changed(visitor, () => looked.through === 1)
  const theirs = visitor.document(cart, cartAbout(VISITOR, 'annai-stores', 1))
  await theirs.edit('addLine', milk)
  await theirs.edit('addTo', { line: milk.line, by: 1000 })
  await visitor.close()
  const env = realEnv()
  const readdress = () => about
  let writes = 0
  for (let failAt = 1; ; failAt++) {
    writes = 0
    const failing = (disk: ReturnType<typeof memoryDisk>) =>
      disk.open((operation) => {
        if ('commit' in operation && ++writes === failAt) throw new Error('power cut')
      })
    try {
      await adoptVisitor({ env, from: failing(visitors), to: failing(persons), readdress })
      break
    } catch {
      // The next round starts from what was stored.
    }
  }
  const person = await opened(persons.open())
  expect(cartRows(person.document(cart, about).plain().lines)).toMatchObject([{ qty: 3000 }])
  expect(person.waiting()).toHaveLength(2)
  const shop = await person.follow('catalog:annai-stores')
  expect(shop.get('price/a')?.value).toBe(10)
  await person.close()
})
