import { setImmediate } from 'node:timers/promises'
import type { Worker } from 'node:worker_threads'
import * as A from '@automerge/automerge'
import { describe, expect, onTestFinished, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { realEnv } from '../model/real-env.ts'
import { limits as defaults } from './limits.ts'
import { shardOf } from './shards.ts'
import { type RawDocument, rawClient } from './testing/raw-client.ts'
import { sorts } from './testing/sorts.ts'
import { about, documentIdText, serve, type TestHost, text } from './testing/world.ts'
import { workerShard } from './worker-shard.ts'

const sortsModule = new URL('./testing/slow-sorts.ts', import.meta.url)
const limits = { applyMs: 1_000, pollMs: 3_600_000 }

async function write(document: RawDocument, name: string): Promise<void> {
  const [head] = A.getHeads(
    document.change((d) => {
      d.notes[name] = text('x')
    }),
  )
  document.talk()
  await until(`${name} is stored`, () =>
    document
      .told()
      .flat()
      .includes(head as string),
  )
}

/** Sends a change that never comes back, and waits until that has cost the worker. */
async function hang({ host, events }: TestHost, what = about('mallory')) {
  const deaths = () => events.filter((one) => one.event === 'shard-died').length
  const before = deaths()
  const client = rawClient(host, 'mallory')
  const document = client.open(what)
  const doc = document.change((d) => {
    d.notes['for ever'] = text('x')
  })
  document.talk()
  await until('the shard dies', () => deaths() > before)
  await until('the socket is closed', () => client.closed)
  return { client, change: { doc, hash: A.getHeads(doc)[0] as string } }
}

test('a shard that is ended from outside is replaced, and what it was working on is not to blame', async () => {
  const workers: Worker[] = []
  const note = (worker: Worker) => void workers.push(worker)
  process.on('worker', note)
  onTestFinished(() => void process.off('worker', note))
  const world = await serve({ shards: 1, sortsModule, limits })
  let client = rawClient(world.host, 'mala')
  let phone = client.open(about('mala'))
  await write(phone, 'before')
  for (let i = 0; i < 3; i++) {
    const [head = ''] = A.getHeads(
      phone.change((d) => {
        d.notes[`note ${i}`] = text('x')
      }),
    )
    phone.talk()
    await workers.at(-1)?.terminate()
    await until('it is stored after all', () => {
      if (client.closed) {
        client = rawClient(world.host, 'mala')
        phone = client.open(about('mala'), { from: phone.doc() })
        phone.talk()
      }
      return phone.told().flat().includes(head)
    })
  }
  expect(workers).toHaveLength(4)
  expect(world.events.filter((one) => one.event === 'refused')).toEqual([])
})

test('shards are replaced for their memory while people write, and nobody is sent away', async () => {
  const patient = { recycleGraceMs: 60_000 }
  const tight = { processMemory: 0, recycleWorth: 0, recycleMs: 100, tendMs: 10, ...patient }
  const { host, events } = await serve({
    ...{ shards: 1, limits: { ...limits, ...tight }, rss: () => 1 },
  })
  const deaths = () => events.filter((one) => one.event === 'shard-replaced').length
  const clients = ['mala', 'ravi'].map((person) => rawClient(host, person))
  const documents = clients.map((client, i) => client.open(about(i === 0 ? 'mala' : 'ravi')))
  for (let i = 0; deaths() < 5; i++)
    await Promise.all(documents.map((document) => write(document, `note ${i}`)))
  expect(clients.map(({ closed }) => closed)).toEqual([undefined, undefined])
  const broken = ['document-failed', 'shard-died']
  expect(events.filter((one) => broken.includes(one.event))).toEqual([])
})

test('a shard that is never at rest is replaced all the same, its successor waits until it is gone, and nobody is to blame', async () => {
  const deaths: number[] = []
  const seen: string[] = []
  const note = (worker: Worker) => {
    seen.push('begun')
    worker.once('exit', () => seen.push('gone'))
  }
  process.on('worker', note)
  onTestFinished(() => void process.off('worker', note))
  const shard = workerShard(
    {
      ...{ shards: 1, sorts, sortsModule, env: realEnv() },
      limits: { ...defaults, recycleGraceMs: 20 } as never,
      isBusy: () => true,
      onDeath: (index) => deaths.push(index),
    },
    0,
  )
  onTestFinished(() => shard.end())
  // Its thread is still starting: this is under way when the grace is over.
  const asked = shard.leave('none', 'nobody').catch((error) => error)
  shard.recycle()
  await until('it is replaced', () => deaths.length > 0)
  expect(await asked).toMatchObject({ guilty: false })
  // Asked while there is neither the old one nor the new one.
  await shard.leave('none', 'nobody')
  expect(seen).toEqual(['begun', 'gone', 'begun'])
})

test('who asks for room has it when little is before it, one after the other, and also when the shard is gone', async () => {
  const workers: Worker[] = []
  const note = (worker: Worker) => void workers.push(worker)
  process.on('worker', note)
  onTestFinished(() => void process.off('worker', note))
  const shard = workerShard(
    {
      ...{ shards: 1, sorts, sortsModule, env: realEnv() },
      limits: { ...defaults, shardAhead: 2 } as never,
      isBusy: () => false,
      onDeath: () => undefined,
    },
    0,
  )
  onTestFinished(() => shard.end())
  const seen: string[] = []
  const enter = async (name: string) => {
    await shard.room()
    seen.push(name)
    await shard.leave('none', name)
  }
  const ask = async (name: string) => {
    await shard.leave('none', name)
    seen.push(name)
  }
  await enter('alone')
  await Promise.all([...['asked', 'too'].map(ask), ...['first', 'second', 'third'].map(enter)])
  expect(seen).toEqual(['alone', 'asked', 'first', 'too', 'second', 'third'])

  // As many as may be before somebody who asks for room, and none of them is ever answered.
  const full = () => ['one', 'other'].map((name) => shard.leave('none', name).catch(() => name))
  const gone = workers.at(-1)?.terminate()
  expect(await Promise.all([...full(), shard.room()])).toEqual(['one', 'other', undefined])
  await gone
  const late = [...full(), shard.room()]
  await shard.end()
  expect(await Promise.all(late)).toEqual(['one', 'other', undefined])
})

test('what peers send while the shard is at work for others is tried and stored together', async () => {
  const world = await serve({
    ...{ shards: 1, sortsModule, may: async () => 'write' as const },
    limits: { ...limits, shardAhead: 1 },
  })
  const phones = Array.from({ length: 20 }, (_, i) => rawClient(world.host, `person ${i}`))
  const others = phones.map((phone, i) => phone.open(about(`person ${i}`)))
  const family = phones.slice(0, 3).map((phone) => phone.open(about('family', 'shared')))
  for (const [i, one] of [...others, ...family].entries()) await write(one, `first ${i}`)
  const before = world.events.length
  const written = others.map((one) => write(one, 'a moment'))
  for (const [i, one] of family.entries()) {
    await setImmediate()
    written.push(write(one, `also ${i}`))
  }
  await Promise.all(written)
  const together = world.events
    .slice(before)
    .flatMap((one) => (one.event === 'applied' ? [one.changes] : []))
  expect(together).toEqual([...others.map(() => 1), family.length])
})

describe('a change on which a shard hangs', () => {
  test('costs that shard and its sender’s socket; everybody else goes on', async () => {
    const world = await serve({ shards: 1, sortsModule, limits })
    const phone = rawClient(world.host, 'mala').open(about('mala'))
    await write(phone, 'before')
    expect((await hang(world)).client.closed).toMatchObject({ code: 4409 })
    await write(phone, 'after')
    expect(Object.keys(phone.doc().notes)).toEqual(['before', 'after'])
    expect(world.rows.documents.get(documentIdText(about('mala')))?.document.version).toBe(3)
  })

  test('is found, refused for ever and kept; the document and its other writers go on', async () => {
    const shared = about('mala', 'shared')
    const world = await serve({ shards: 1, sortsModule, limits, may: async () => 'write' })
    const phone = rawClient(world.host, 'mala').open(shared)
    await write(phone, 'honest')
    const change = (await hang(world, shared)).change
    const again = rawClient(world.host, 'mallory', { haat: true })
    again.open(shared, { from: change.doc }).talk()
    await until('it is refused', () => again.received.find((f) => f.type === 'refused'))
    expect(again.received.find((f) => f.type === 'refused')).toMatchObject({
      changes: [{ hash: change.hash, reason: 'deadline' }],
    })
    const kept = [...world.rows.quarantine.values()]
    expect(kept).toMatchObject([{ hash: change.hash, person: 'mallory', reason: 'deadline' }])
    const deaths = world.events.filter((one) => one.event === 'shard-died').length
    expect(deaths).toBeLessThanOrEqual(2)
    await write(phone, 'after all that')
    expect(world.rows.documents.get(documentIdText(shared))?.document).toMatchObject({
      state: 'open',
      version: 3,
    })
  })
})

test('a document always goes to the same shard, and documents spread', () => {
  const ids = Array.from({ length: 300 }, (_, i) => documentIdText(about('mala', `n${i}`)))
  const counts = [0, 0, 0]
  for (const id of ids) {
    expect(shardOf(id, 3)).toBe(shardOf(id, 3))
    counts[shardOf(id, 3)] = (counts[shardOf(id, 3)] ?? 0) + 1
  }
  for (const count of counts) expect(count).toBeGreaterThan(60)
})
