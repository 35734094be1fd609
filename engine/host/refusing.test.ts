import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { limits } from './limits.ts'
import { READ_ONLY, readSyncMessage } from './sync-message.ts'
import { reseal } from './testing/mutate.ts'
import { type RawClient, rawClient } from './testing/raw-client.ts'
import { id, intentId, refusedOf, shared, together } from './testing/together.ts'
import { type Note, text } from './testing/world.ts'

const flagsOf = (client: RawClient) =>
  client.received
    .filter((frame) => frame.type === 'sync')
    .map((frame) => readSyncMessage(new Uint8Array(frame.data as Uint8Array), limits))
    .map((message) => (typeof message === 'string' ? undefined : message.flags))

describe('a change is refused, kept with its reason, and its author told', () => {
  const cases: [reason: string, edit: (d: Note) => void][] = [
    [
      'path',
      (d) => {
        ;(d as never as Record<string, number>).extra = 1
      },
    ],
    [
      'path',
      (d) => {
        d.notes.locked = text('mine now')
      },
    ],
    [
      'path',
      (d) => {
        d.notes.plain = 'letter by letter'
      },
    ],
    [
      'path',
      (d) => {
        d.intents['not-a-uuid'] = text('{}')
      },
    ],
    [
      'path',
      (d) => {
        d.intents[intentId.replace('0001', '0002')] = 7
      },
    ],
    [
      'path',
      (d) => {
        delete d.intents[intentId]
      },
    ],
    [
      'path',
      (d) => {
        ;(d as never as { people: Record<string, object> }).people.ffff = { person: text('mala') }
      },
    ],
    [
      'path',
      (d) => {
        d.notes = {}
      },
    ],
    [
      'intent-rewritten',
      (d) => {
        d.intents[intentId] = text('{"v":1,"max":1}')
      },
    ],
  ]
  test.each(cases)('%s %#', async (reason, edit) => {
    const world = await together()
    const client = rawClient(world.host, 'ravi', { haat: true })
    const document = client.open(shared, { from: world.document.doc() })
    document.talk()
    const change = A.getLastLocalChange(document.change(edit)) as Uint8Array
    const { hash } = A.decodeChange(change)
    document.talk()
    const refused = await until('the refusal', () =>
      client.received.find((f) => f.type === 'refused'),
    )
    expect(refused).toMatchObject({ documentId: id, changes: [{ hash, reason }] })
    await world.host.settled()
    expect(world.rows.documents.get(id)?.document.version).toBe(2)
    const [kept] = [...world.rows.quarantine.values()]
    expect(kept).toMatchObject({ document: id, hash, person: 'ravi', reason })
    expect(new Uint8Array(kept?.bytes as Uint8Array)).toEqual(change)
    expect(client.closed).toBeUndefined()
  })

  test('the same intent with the same text is fine, and what follows a refused change is refused with it', async () => {
    const world = await together()
    const client = rawClient(world.host, 'ravi', { haat: true })
    const document = client.open(shared)
    const before = document.doc()
    document.change((d) => {
      d.intents[intentId] = text('{"v":1}')
    })
    document.change((d) => {
      d.notes.locked = text('no')
    })
    document.change((d) => {
      d.notes.fine = text('but after it')
    })
    // All in one frame: left to itself the peer may take our filter to say that we have one of them.
    const changes = A.getChanges(before, document.doc())
    client.sync(shared, { heads: A.getHeads(document.doc()), changes })
    const refused = await until('the refusal', () =>
      client.received.find((f) => f.type === 'refused'),
    )
    expect((refused as never as { changes: unknown[] }).changes).toHaveLength(2)
    await world.host.settled()
    expect(world.rows.documents.get(id)?.document.version).toBe(3)
    expect(refusedOf(world)).toEqual(['path', 'path'])
  })
})

test('a refused peer stops sending, still hears the news, and the exchange ends', async () => {
  const world = await together()
  const client = rawClient(world.host, 'ravi')
  const document = client.open(shared, { from: world.document.doc() })
  document.change((d) => {
    d.notes.locked = text('no')
  })
  document.talk()
  await until('it is read-only', () => flagsOf(client).some((flags) => (flags ?? 0) & READ_ONLY))
  const frames = client.received.length
  world.document.change((d) => {
    d.notes.news = text('for all')
  })
  world.document.talk()
  await until('the news', () => document.doc().notes.news)
  document.change((d) => {
    d.notes.more = text('unheard')
  })
  document.talk()
  await world.host.settled()
  expect(client.received.length - frames).toBeLessThan(4)
  expect(world.rows.documents.get(id)?.document.version).toBe(3)
  expect(refusedOf(world)).toEqual(['path'])
})

test('from a refused peer nothing is taken, even if it does not heed what it was told', async () => {
  const world = await together()
  const client = rawClient(world.host, 'ravi')
  const at = world.document.doc()
  const bad = A.change(A.clone(at), (d) => {
    d.notes.locked = text('no')
  })
  const good = A.change(A.clone(at), (d) => {
    d.notes.fine = text('yes')
  })
  client.sync(shared, {
    heads: A.getHeads(bad),
    changes: [A.getLastLocalChange(bad) as Uint8Array],
  })
  await until('the refusal', () => refusedOf(world).length > 0)
  const heads = [...A.getHeads(bad), ...A.getHeads(good)].sort()
  client.sync(shared, { heads, changes: [A.getLastLocalChange(good) as Uint8Array] })
  await world.host.settled()
  expect(world.rows.documents.get(id)?.document.version).toBe(2)
})

test('writers are never told that we take whole documents', async () => {
  const world = await together()
  expect(flagsOf(world.phone)).toEqual(flagsOf(world.phone).map(() => undefined))
})

test('nobody else speaks through an actor', async () => {
  const world = await together()
  const actor = A.getActorId(world.document.doc())
  const client = rawClient(world.host, 'ravi')
  const document = client.open(shared, { from: world.document.doc(), actor })
  document.change((d) => {
    d.notes.forged = text('mala says so')
  })
  document.talk()
  await until('the refusal', () => refusedOf(world).length > 0)
  expect(refusedOf(world)).toEqual(['actor-taken'])
  // The victim goes on.
  const [head] = A.getHeads(
    world.document.change((d) => {
      d.notes.mine = text('still')
    }),
  )
  world.document.talk()
  await until('mala’s next change', () =>
    world.document
      .told()
      .flat()
      .includes(head as string),
  )
})

test('bytes that are no change are refused, and the frame’s earlier changes stay', async () => {
  const world = await together()
  const client = rawClient(world.host, 'ravi', { haat: true })
  const document = client.open(shared, { from: world.document.doc() })
  const good = A.getLastLocalChange(
    document.change((d) => {
      d.notes.good = text('1')
    }),
  ) as Uint8Array
  const poison = reseal(Uint8Array.from([...good.subarray(0, -1), 0x7f]))
  const heads = A.getHeads(document.doc())
  client.sync(shared, { heads, changes: [good, poison, new Uint8Array([1, 2, 3])] })
  await until('the refusal', () => refusedOf(world).length >= 2)
  await world.host.settled()
  expect(world.rows.documents.get(id)?.document).toMatchObject({ version: 3, heads })
})

test('who a change speaks for is its actor alone, and its person as the ticket says', async () => {
  const world = await together()
  const client = rawClient(world.host, 'ravi')
  const document = client.open(shared, { from: world.document.doc() })
  const own = A.getActorId(document.doc())
  const say = (actor: string, person: string) =>
    document.change((d) => {
      ;(d as never as { people: Record<string, object> }).people[actor] = {
        person: text(person),
        device: text('Ravi’s phone'),
      }
    })
  say(own, 'ravi')
  document.talk()
  await until('stored', () => world.rows.documents.get(id)?.document.version === 3)
  say('f'.repeat(32), 'ravi')
  document.talk()
  await until('the refusal', () => refusedOf(world).length > 0)
  expect(refusedOf(world)).toEqual(['path'])
})

test('a message that only repeats itself is not answered', async () => {
  const world = await together()
  const client = rawClient(world.host, 'ravi')
  const again = { heads: ['ab'.repeat(32)] }
  client.sync(shared, again)
  await until('an answer', () => client.received.some((f) => f.type === 'sync'))
  for (let i = 0; i < 50; i++) client.sync(shared, again)
  await world.host.settled()
  expect(client.received.filter((f) => f.type === 'sync').length).toBeLessThan(3)
  expect(world.events.filter((one) => one.event === 'quiet').length).toBeGreaterThan(45)
})

test('a whole document from a writer is not taken; the peer is to come again', async () => {
  const world = await together()
  const client = rawClient(world.host, 'ravi')
  client.sync(shared, {
    version: 2,
    heads: ['ab'.repeat(32)],
    changes: [A.save(world.document.doc())],
  })
  await until('the close', () => client.closed)
  expect(client.closed).toMatchObject({ code: 4409 })
  expect(world.rows.documents.get(id)?.document.version).toBe(2)
})
