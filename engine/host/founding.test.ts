import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { sorts as market } from '../../schema/documents/all.ts'
import { until } from '../../test/kit/until.ts'
import type { DocumentSort } from '../model/document.ts'
import { genesis } from '../model/genesis.ts'
import { sharedCore } from './core.ts'
import { firstChange } from './founding.ts'
import { rawClient } from './testing/raw-client.ts'
import { sorts } from './testing/sorts.ts'
import { refusedOf, shared } from './testing/together.ts'
import { about, type Note, serve, text } from './testing/world.ts'

describe('a document nobody has made', () => {
  test.each([
    ['of somebody else', about('mala', 'new'), 'no-access'],
    ['of a sort that is not', { sort: 'nothing', owner: 'ravi' }, 'not-genesis'],
  ])('%s is not made', async (_, what, reason) => {
    const world = await serve()
    const client = rawClient(world.host, 'ravi', { haat: true })
    const document = client.open(what.sort === 'note' ? (what as never) : shared)
    document.change((d) => {
      d.notes.a = text('1')
    })
    const changes = A.getAllChanges(document.doc())
    client.sync(what as never, { heads: A.getHeads(document.doc()), changes })
    const refused = await until('the refusal', () =>
      client.received.find((f) => f.type === 'refused'),
    )
    expect(refused).toMatchObject({ changes: [{ reason }, { reason }] })
    expect(world.rows.documents.size).toBe(0)
  })

  test('whose first change has other bytes is not made', async () => {
    const world = await serve()
    const client = rawClient(world.host, 'mala', { haat: true })
    const other = A.change(
      A.init<Record<string, unknown>>({ actor: '0'.repeat(32) }),
      { time: 1 },
      (d) => {
        d.about = text(JSON.stringify({ name: 'groceries', owner: 'mala', sort: 'note' }))
      },
    )
    client.sync(about('mala'), { heads: A.getHeads(other), changes: A.getAllChanges(other) })
    await until('the refusal', () => refusedOf(world).length > 0)
    expect(refusedOf(world)).toEqual(['not-genesis'])
    expect(world.rows.documents.size).toBe(0)
  })
})

test('a document whose first change is missing is not refused: its peer is to come again', async () => {
  const world = await serve()
  const client = rawClient(world.host, 'mala')
  const copy = A.change(A.loadIncremental(A.init<Note>(), genesis(sorts.note, shared)), (d) => {
    d.notes.a = text('1')
  })
  client.sync(shared, { heads: A.getHeads(copy), changes: A.getAllChanges(copy).slice(1) })
  await until('the close', () => client.closed)
  expect(client.closed).toMatchObject({ code: 4409 })
  expect(world.rows.quarantine.size).toBe(0)
})

test('who makes too many documents is to come again later, and nothing of theirs is refused', async () => {
  const world = await serve({ limits: { newDocsPerHour: 1 } })
  const client = rawClient(world.host, 'mala')
  for (const name of ['one', 'two']) {
    client.open(about('mala', name)).talk()
    await until(
      'an answer',
      () => world.rows.documents.size === 1 && (name === 'one' || client.closed),
    )
  }
  await until('the close', () => client.closed)
  expect(client.closed).toMatchObject({ code: 4429 })
  await world.host.settled()
  expect(world.rows.documents.size).toBe(1)
  expect(world.rows.quarantine.size).toBe(0)
})

test('the first change made from a pattern is the first change that replicas make', () => {
  const core = sharedCore()
  const patterns = new Map()
  for (const sort of [sorts.note, market.cart, market.requests] as DocumentSort[]) {
    for (const name of ['a', 'b'.repeat(200), 'ம\u0000"\\']) {
      const what = { sort: sort.sort, owner: 'mala', name }
      expect(firstChange(core, { sort, about: what, patterns })).toEqual(genesis(sort, what))
    }
  }
})
