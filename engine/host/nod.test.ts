import * as A from '@automerge/automerge'
import { describe, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import type { Change } from './guard.ts'
import { newHeld } from './held.ts'
import { limits } from './limits.ts'
import { isNoted } from './nod.ts'
import { newSubscriber, type Peer, type Subscriber } from './subscriber.ts'
import { readSyncMessage, type SyncMessage } from './sync-message.ts'
import { type RawClient, rawClient } from './testing/raw-client.ts'
import { about, serve, text } from './testing/world.ts'

const mine = about('mala')

/** Three devices of one person with one document open, and what the third was sent. */
async function three() {
  const { host, events } = await serve()
  const clients = [1, 2, 3].map(() => rawClient(host, 'mala'))
  const documents = clients.map((client) => client.open(mine))
  for (const document of documents) document.talk()
  const [first] = documents
  const write = (key: string) => {
    first?.change((d) => {
      d.notes[key] = text(key)
    })
    first?.talk()
    return until(`all have ${key}`, () =>
      documents.every((document) => document.doc().notes[key] !== undefined),
    )
  }
  const nods = () => events.filter(({ event }) => event === 'nod').length
  return { host, clients, documents, write, nods }
}

const messagesTo = ({ received }: RawClient) =>
  received.flatMap(({ type, data }) => {
    if (type !== 'sync' || !data) return []
    const message = readSyncMessage(new Uint8Array(data), limits)
    return typeof message === 'string' ? [] : [message]
  })
const changesSent = (client: RawClient) => messagesTo(client).flatMap(({ changes }) => changes)

test('who only says that it has what it was told is heard without troubling the document, and gets each change once', async () => {
  const { host, clients, write, nods } = await three()
  await write('a')
  await until('both others have nodded', () => nods() >= 2)
  const third = clients[2] as RawClient
  const before = changesSent(third).length
  const keys = ['b', 'c', 'd', 'e', 'f']
  for (const [n, key] of keys.entries()) {
    await write(key)
    await until(`both others have nodded to ${key}`, () => nods() >= 2 * (n + 2))
  }
  await host.settled()
  expect(changesSent(third).length - before).toBe(keys.length)
})

test('the news that follows a nod starts from what was nodded to', async () => {
  const { clients, documents, write, nods } = await three()
  await write('a')
  for (const [n, key] of ['b', 'c'].entries()) {
    await until('both others have nodded', () => nods() >= 2 * (n + 1))
    const nodded = A.getHeads((documents[0] as NonNullable<(typeof documents)[0]>).doc())
    await write(key)
    expect(messagesTo(clients[2] as RawClient).at(-1)?.have[0]?.lastSync).toEqual(nodded)
  }
})

test('who writes after nodding is told that its change has arrived, and the others get it', async () => {
  const { documents, write, nods } = await three()
  await write('a')
  await until('both others have nodded', () => nods() >= 2)
  const [one, , other] = documents
  const doc = other?.change((d) => {
    d.notes.late = text('late')
  })
  other?.talk()
  const [head] = A.getHeads(doc as NonNullable<typeof doc>)
  await until('it is told', () =>
    other
      ?.told()
      .flat()
      .includes(head as string),
  )
  await until('the first has it', () => one?.doc().notes.late !== undefined)
})

describe('no nod is', () => {
  const heads = ['a'.repeat(64)]
  const resident = { version: 7, heads }
  const honest: SyncMessage = {
    version: 1,
    heads,
    need: [],
    have: [{ lastSync: heads, bloom: new Uint8Array(0) }],
    changes: [],
  }
  let settled = 0
  const peer = { id: 'phone', settle: () => void settled++ } as Peer
  const isTaken = (sub: Subscriber, message: SyncMessage) =>
    isNoted(
      { observe: () => undefined },
      { peer, message, digest: '' },
      resident,
      new Map([[peer.id, sub]]),
    )
  const told = (): Subscriber => ({ ...newSubscriber(peer, 'write'), isFresh: false, said: 7 })

  test('anything but this, which is one', () => {
    expect(isTaken(told(), honest)).toBe(true)
    // Else its socket would not be read on after some dozens of them.
    expect(settled).toBe(1)
  })
  test.each<[string, Partial<SyncMessage>]>([
    ['other heads', { heads: ['b'.repeat(64)] }],
    ['one head more', { heads: [...heads, 'b'.repeat(64)] }],
    ['a need', { need: heads }],
    ['another time of last sync', { have: [{ lastSync: [], bloom: new Uint8Array(0) }] }],
    ['a filter of what it has besides', { have: [{ lastSync: heads, bloom: new Uint8Array(3) }] }],
    ['nothing of what it has', { have: [] }],
    ['a change', { changes: [new Uint8Array(9)] }],
    ['a wish to start anew', { flags: 1 }],
    ['that it takes no changes', { flags: 2 }],
  ])('a message with %s', (_, part) => {
    expect(isTaken(told(), { ...honest, ...part })).toBe(false)
  })
  test.each<[string, Partial<Subscriber>]>([
    ['was told an older version', { said: 6 }],
    ['starts anew', { isFresh: true }],
    ['was refused', { isRefused: true }],
    ['has not heard all', { isBehind: true }],
    [
      'left changes here that wait',
      { held: { ...newHeld(), changes: new Map([['c', {} as Change]]) } },
    ],
  ])('what somebody says who %s', (_, part) => {
    expect(isTaken({ ...told(), ...part }, honest)).toBe(false)
  })
})
