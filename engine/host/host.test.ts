import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import type { FoundIntent } from '../model/pending.ts'
import { realEnv } from '../model/real-env.ts'
import type { HostEvent } from './observe.ts'
import type { Flush } from './storage/host-store.ts'
import { memoryHostStore, memoryRows } from './storage/memory.ts'
import { rawClient } from './testing/raw-client.ts'
import { about, documentIdText, serve, text } from './testing/world.ts'

const mine = about('mala')
const id = documentIdText(mine)
const intentId = '01900000-0000-7000-8000-000000000001'

describe('an acknowledgement', () => {
  /** A store whose flush waits until the test lets it go. */
  function heldStore() {
    const rows = memoryRows()
    const found: FoundIntent[] = []
    const store = memoryHostStore(rows, (all) => found.push(...all))
    const waiting: { flushes: readonly Flush[]; go(how?: 'fail' | 'lose-reply'): void }[] = []
    const flush: typeof store.flush = (flushes) =>
      new Promise((resolve, reject) => {
        waiting.push({
          flushes,
          go(how) {
            if (how === 'fail') reject(new Error('no database'))
            else if (how === 'lose-reply')
              void store.flush(flushes).then(() => reject(new Error('reset')))
            else void store.flush(flushes).then(resolve)
          },
        })
      })
    return { rows, found, waiting, store: { ...store, flush } }
  }

  test('comes also when the peer speaks again before it is heard', async () => {
    const { waiting, store } = heldStore()
    const { host } = await serve({ store })
    const client = rawClient(host, 'mala')
    const document = client.open(mine)
    const write = (value: string) => {
      const doc = document.change((d) => {
        d.notes.a = text(value)
      })
      const heads = A.getHeads(doc)
      client.sync(mine, { heads, changes: A.getAllChanges(doc) })
      return heads
    }
    write('1')
    const first = await until('a flush', () => waiting[0])
    // Both wait for that one: they would go through the shard together.
    const heads = write('2')
    client.sync(mine, { heads })
    first.go()
    ;(await until('the next flush', () => waiting[1])).go()
    await until('it is told', () =>
      document
        .told()
        .flat()
        .includes(heads[0] as string),
    )
  })

  test('is given only after the change is stored', async () => {
    const { rows, waiting, store } = heldStore()
    const { host } = await serve({ rows, store })
    const phone = rawClient(host, 'mala').open(mine)
    const [head] = A.getHeads(
      phone.change((d) => {
        d.notes.a = text('1')
      }),
    )
    phone.talk()
    const flush = await until('a flush', () => waiting[0])
    // The host asked for the changes; it has said nothing of them.
    expect(phone.told().flat()).not.toContain(head)
    flush.go('fail')
    const again = await until('another try', () => waiting[1])
    expect(phone.told().flat()).not.toContain(head)
    again.go()
    await until('the acknowledgement', () =>
      phone
        .told()
        .flat()
        .includes(head as string),
    )
    expect(rows.documents.get(id)?.document.heads).toEqual([head])
  })

  test('is not lost with the reply to COMMIT, and nothing is stored twice', async () => {
    const { rows, found, waiting, store } = heldStore()
    const { host, events } = await serve({ rows, store })
    const phone = rawClient(host, 'mala').open(mine)
    const [head] = A.getHeads(
      phone.change((d) => {
        d.intents[intentId] = text('{}')
      }),
    )
    phone.talk()
    ;(await until('a flush', () => waiting[0])).go('lose-reply')
    ;(await until('another try', () => waiting[1])).go()
    await until('the acknowledgement', () =>
      phone
        .told()
        .flat()
        .includes(head as string),
    )
    expect(waiting).toHaveLength(2)
    expect(rows.documents.get(id)?.changes.map((row) => row.n)).toEqual([1, 2])
    expect(found.map((one) => one.id)).toEqual([intentId])
    expect(events).toContainEqual({ event: 'cas-lost', document: id })
  })
})

test('who was not told because the host failed in between is told later', async () => {
  let isFailing = false
  const env = realEnv(async (point) => {
    if (point !== 'K3' || !isFailing) return
    isFailing = false
    throw new Error('after COMMIT')
  })
  const { host, rows } = await serve({ env, limits: { pollMs: 20 } })
  const [phone, laptop] = [rawClient(host, 'mala'), rawClient(host, 'mala')]
  const [writes, reads] = [phone.open(mine), laptop.open(mine)]
  writes.talk()
  reads.talk()
  await host.settled()
  isFailing = true
  writes.change((d) => {
    d.notes.a = text('x')
  })
  writes.talk()
  await until('the close', () => phone.closed)
  expect(rows.documents.get(id)?.document.version).toBe(2)
  await until('the reader has it', () => reads.doc().notes.a)
})

test('while the database and the rights cannot be asked, what is in memory stays readable', async () => {
  const rows = memoryRows()
  const store = memoryHostStore(rows)
  let isDown = false
  const broken = async (): Promise<never> => {
    throw new Error('no database')
  }
  const whileUp = <Name extends 'load' | 'since' | 'versions' | 'flush'>(name: Name) =>
    ((...args: never[]) =>
      isDown
        ? broken()
        : (store[name] as never as (...all: never[]) => unknown)(...args)) as (typeof store)[Name]
  const { host, events } = await serve({
    rows,
    limits: { pollMs: 5, accessMs: 20, flushRetryMs: 5 },
    store: {
      ...store,
      load: whileUp('load'),
      since: whileUp('since'),
      versions: whileUp('versions'),
      flush: whileUp('flush'),
    },
    may: async (person) => (isDown ? broken() : person === 'mala' ? 'write' : 'none'),
  })
  const phone = rawClient(host, 'mala')
  const writes = phone.open(mine)
  writes.change((d) => {
    d.notes.a = text('x')
  })
  writes.talk()
  await until('stored', () => rows.documents.get(id)?.document.version === 2)
  await host.settled()
  isDown = true
  const fails = () => countOf(events, 'document-failed') + countOf(events, 'store-failed')
  const before = fails()
  await until('it has failed a few times', () => fails() > before + 5)
  expect(phone.closed).toBeUndefined()
  const [head] = A.getHeads(
    writes.change((d) => {
      d.notes.b = text('x')
    }),
  )
  writes.talk()
  isDown = false
  await until(
    'the acknowledgement',
    () =>
      writes
        .told()
        .flat()
        .includes(head as string) || phone.closed,
  )
  expect(countOf(events, 'loaded')).toBe(0)
})

test('a backlog of a thousand changes in one frame is stored in order and acknowledged', async () => {
  const { host, rows } = await serve()
  const phone = rawClient(host, 'mala').open(mine)
  for (let i = 0; i < 1_000; i++)
    phone.change((d) => {
      d.notes[`n${i % 50}`] = text(String(i))
    })
  const [head] = A.getHeads(phone.doc())
  phone.talk()
  await until('the acknowledgement', () =>
    phone
      .told()
      .flat()
      .includes(head as string),
  )
  expect(rows.documents.get(id)?.document).toMatchObject({ version: 1_001, heads: [head] })
})

test('an evicted document goes on where it was, for those who follow it too', async () => {
  const { host, rows, events } = await serve({ limits: { residentBytes: 1, tendMs: 5 } })
  const phone = rawClient(host, 'mala').open(mine)
  const laptop = rawClient(host, 'mala').open(mine)
  phone.talk()
  laptop.talk()
  for (let i = 0; i < 20; i++) {
    const evictions = countOf(events, 'evicted')
    phone.change((d) => {
      d.notes[`n${i}`] = text(String(i))
    })
    phone.talk()
    await until('the laptop has it', () => laptop.doc().notes[`n${i}`])
    await until('it is out of memory again', () => countOf(events, 'evicted') > evictions)
  }
  expect(rows.documents.get(id)?.document.version).toBe(21)
  expect(countOf(events, 'loaded')).toBeGreaterThan(5)
})

const countOf = (events: HostEvent[], name: HostEvent['event']) =>
  events.filter((one) => one.event === name).length

test('a document loads from its snapshot and the rows after it', async () => {
  const rows = memoryRows()
  const first = await serve({ rows, limits: { snapshotRows: 5 } })
  const phone = rawClient(first.host, 'mala').open(mine)
  phone.talk()
  for (let i = 0; i < 12; i++) {
    const [head] = A.getHeads(
      phone.change((d) => {
        d.notes[`n${i}`] = text('x')
      }),
    )
    phone.talk()
    await until('stored', () =>
      phone
        .told()
        .flat()
        .includes(head as string),
    )
  }
  await first.host.settled()
  expect(rows.documents.get(id)?.snapshots).toHaveLength(2)
  const second = await serve({ rows, store: memoryHostStore(rows) })
  const laptop = rawClient(second.host, 'mala').open(mine)
  laptop.talk()
  await until('it has everything', () => Object.keys(laptop.doc().notes).length === 12)
  expect(A.getHeads(laptop.doc())).toEqual(A.getHeads(phone.doc()))
})
