import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { shardOf } from './shards.ts'
import { type RawClient, type RawDocument, rawClient } from './testing/raw-client.ts'
import { about, documentIdText, serve, type TestHost, text } from './testing/world.ts'

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

/** Writes what never comes back, and waits until that has cost the worker. */
async function hang({ host, events }: TestHost, what = about('mallory')): Promise<RawClient> {
  const deaths = () => events.filter((one) => one.event === 'shard-died').length
  const before = deaths()
  const client = rawClient(host, 'mallory')
  const document = client.open(what)
  document.change((d) => {
    d.notes['for ever'] = text('x')
  })
  document.talk()
  await until('the shard dies', () => deaths() > before)
  await until('the socket is closed', () => client.closed)
  return client
}

describe('a change on which a shard hangs', () => {
  test('costs that shard and its sender’s socket; everybody else goes on', async () => {
    const world = await serve({ shards: 1, sortsModule, limits })
    const phone = rawClient(world.host, 'mala').open(about('mala'))
    await write(phone, 'before')
    expect(await hang(world)).toMatchObject({ closed: { code: 4409 } })
    await write(phone, 'after')
    expect(Object.keys(phone.doc().notes)).toEqual(['before', 'after'])
    expect(world.rows.documents.get(documentIdText(about('mala')))?.document.version).toBe(3)
  })

  test('twice puts the document away, and three times its sender reads only', async () => {
    const world = await serve({ shards: 1, sortsModule, limits, may: async () => 'write' })
    const id = documentIdText(about('mallory'))
    const first = rawClient(world.host, 'mala').open(about('mallory'))
    await write(first, 'honest')
    await hang(world)
    await hang(world)
    await until(
      'it is put away',
      () => world.rows.documents.get(id)?.document.state === 'quarantined',
    )
    const reader = rawClient(world.host, 'mala')
    reader.sync(about('mallory'), {}, 'request')
    await until('the answer', () => reader.received.some((f) => f.type === 'doc-unavailable'))

    const other = about('mala', 'other')
    await write(rawClient(world.host, 'mala').open(other), 'honest')
    await hang(world, other)
    const struck = rawClient(world.host, 'mallory')
    const copy = struck.open(other)
    copy.talk()
    await until('it reads', () => copy.doc().notes.honest)
    copy.change((d) => {
      d.notes.harmless = text('x')
    })
    copy.talk()
    await world.host.settled()
    expect(world.rows.documents.get(documentIdText(other))?.document.version).toBe(2)
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
