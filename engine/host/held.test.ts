import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { rawClient } from './testing/raw-client.ts'
import { id, shared, together } from './testing/together.ts'
import { text } from './testing/world.ts'

describe('a change before its dependencies', () => {
  const early = async (lower: Record<string, number>, count = 3) => {
    const world = await together({ limits: lower as never })
    const client = rawClient(world.host, 'ravi')
    // Not `open`: this peer only says what it is told to.
    let copy = A.clone(world.document.doc())
    for (let i = 0; i < count; i++) {
      copy = A.change(copy, (d) => {
        d.notes[`n${i}`] = text('x')
      })
    }
    const changes = A.getAllChanges(copy).slice(-count)
    const heads = A.getHeads(copy)
    return { world, client, changes, heads }
  }

  test('waits, is asked for what is missing, and is stored when that comes', async () => {
    const { world, client, changes, heads } = await early({})
    client.sync(shared, { heads, changes: changes.slice(1) })
    const asked = await until('the question', () =>
      client.received.findLast((f) => f.type === 'sync'),
    )
    const message = A.decodeSyncMessage(new Uint8Array(asked.data as Uint8Array))
    expect(message.need).toContain(A.decodeChange(changes[0] as Uint8Array).hash)
    expect(world.rows.documents.get(id)?.document.version).toBe(2)
    client.sync(shared, { heads, changes: changes.slice(0, 1) })
    await until('all are stored', () => world.rows.documents.get(id)?.document.version === 5)
    expect(world.rows.documents.get(id)?.document.heads).toEqual(heads)
    expect(client.closed).toBeUndefined()
  })
  test('is not waited for longer than it may be', async () => {
    const { client, changes, heads } = await early({ heldMs: 10, tendMs: 5 })
    client.sync(shared, { heads, changes: changes.slice(1) })
    await until('the close', () => client.closed)
    expect(client.closed).toMatchObject({ code: 4409 })
  })
  test('may not be many', async () => {
    const { client, changes, heads } = await early({ heldChanges: 4 }, 6)
    client.sync(shared, { heads, changes: changes.slice(1) })
    await until('the close', () => client.closed)
    expect(client.closed).toMatchObject({ code: 4409 })
  })
})
