import { once } from 'node:events'
import * as A from '@automerge/automerge'
import { cbor } from '@automerge/automerge-repo'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { until } from '../../test/kit/until.ts'
import { realEnv } from '../model/real-env.ts'
import type { MayOpen } from './access.ts'
import { rawClient } from './testing/raw-client.ts'
import { about, documentIdText, serve, stockClient, text } from './testing/world.ts'

const mine = about('mala')
const documentId = documentIdText(mine)
const join = { type: 'join', senderId: 'x', peerMetadata: {}, supportedProtocolVersions: ['1'] }
const bytes = (...all: number[]) => Uint8Array.from(all)

describe('a frame that breaks the rules closes its socket and touches nobody else', () => {
  const joined: [string, Uint8Array, number][] = [
    ['CBOR null', bytes(0xf6), 1008],
    ['no CBOR', bytes(0xff, 0xff), 1008],
    ['a second join', cbor.encode(join), 1008],
    ['a prototype as sender', cbor.encode({ ...join, senderId: '__proto__' }), 1008],
    ['a 64-bit integer', cbor.encode({ type: 'what', n: 2n ** 63n }), 1008],
    [
      'null heads',
      cbor.encode({ type: 'remote-heads-changed', newHeads: null, x: 1n << 62n }),
      1008,
    ],
    ['an unknown type', cbor.encode({ type: 'what' }), 1008],
    [
      'a sync message that is none',
      cbor.encode({ type: 'sync', senderId: 'x', targetId: 'y', documentId, data: bytes(1) }),
      1008,
    ],
    ['depth 100,000', new Uint8Array(100_000).fill(0x81), 1008],
    ['more than a frame may be', new Uint8Array(4 * 1024 * 1024 + 1), 1009],
  ]
  test('over real sockets, while a stock client works', async () => {
    const { url, rows, host } = await serve()
    const phone = await stockClient(url('mala')).make(mine)
    for (const [what, frame, code] of joined) {
      const socket = new WebSocket(url('mallory'))
      await once(socket, 'open')
      socket.send(cbor.encode(join))
      socket.send(frame)
      const [closed] = await once(socket, 'close')
      expect({ what, closed }).toEqual({ what, closed: code })
      phone.change((d) => {
        d.notes[what] = text('fine')
      })
    }
    await until(
      'the phone’s changes',
      () => rows.documents.get(documentId)?.document.version === joined.length + 1,
    )
    expect(host.isReady()).toBe(true)
  })

  test.each([
    [
      'anything before join',
      cbor.encode({ type: 'sync', senderId: 'x', targetId: 'y', documentId, data: bytes(1) }),
      1008,
    ],
    ['a join without a sender', cbor.encode({ ...join, senderId: undefined }), 1008],
    ['more than a join may be', cbor.encode({ ...join, pad: 'x'.repeat(5_000) }), 1009],
    ['another version', cbor.encode({ ...join, supportedProtocolVersions: ['9'] }), 1008],
  ])('%s', async (_, frame, code) => {
    const { host } = await serve()
    const client = rawClient(host, 'mala', { join: false })
    client.sendBytes(frame)
    expect(client.closed).toMatchObject({ code })
  })

  test('as text, or malformed for a websocket', async () => {
    const { url } = await serve()
    const text = new WebSocket(url('mallory'))
    await once(text, 'open')
    text.send('hello')
    expect((await once(text, 'close'))[0]).toBe(1003)
    const raw = new WebSocket(url('mallory'))
    await once(raw, 'open')
    // biome-ignore lint/suspicious/noExplicitAny: the socket below, to write what no client would
    ;(raw as any)._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
    await once(raw, 'close')
  })
})

test('a socket that does not join is closed', async () => {
  const { host } = await serve({ limits: { joinMs: 1, tendMs: 5 } })
  const client = rawClient(host, 'mala', { join: false })
  await until('the close', () => client.closed)
  expect(client.closed).toMatchObject({ code: 1008 })
})

test('a person may have only so many sockets, and a socket only so many documents', async () => {
  const { host } = await serve({ limits: { socketsPerPerson: 2, docsPerSocket: 2 } })
  const [first, , third] = [0, 1, 2].map(() => rawClient(host, 'mala'))
  expect(third?.closed).toMatchObject({ code: 4429 })
  expect(rawClient(host, 'ravi').closed).toBeUndefined()
  for (const name of ['a', 'b', 'c']) first?.sync(about('mala', name), {}, 'request')
  expect(first?.closed).toMatchObject({ code: 4429 })
})

test('a socket over its rate is read slowly, and closed only if it stays over it', async () => {
  let now = 0
  const { host } = await serve({
    env: { ...realEnv(), tick: () => now },
    limits: { frameBurst: 5, frameRate: 1000, overRateMs: 50 },
  })
  const client = rawClient(host, 'mala')
  const send = (frames: number) => {
    for (let i = 0; i < frames; i++) client.send({ type: 'doc-unavailable' })
  }
  send(8)
  expect(client.isPaused).toBe(true)
  now += 10
  await until('it is read again', () => !client.isPaused)
  send(100)
  now += 50
  send(1)
  expect(client.closed).toBeUndefined()
  now += 1
  send(1)
  expect(client.closed).toMatchObject({ code: 4429 })
})

test('a socket with too many unanswered frames is not read on until they are answered', async () => {
  const { host } = await serve({ limits: { framesInFlight: 4 } })
  const client = rawClient(host, 'mala')
  for (let i = 0; i < 6; i++) client.sync(about('mala', String(i)), {}, 'request')
  expect(client.isPaused).toBe(true)
  await until('it is read on', () => !client.isPaused)
})

test('nothing is generated for a socket that does not read; it hears all when it reads again', async () => {
  const { host } = await serve({ limits: { tendMs: 5 } })
  const [fast, slow] = [rawClient(host, 'mala'), rawClient(host, 'mala')]
  const documents = [fast, slow].map((client) => client.open(mine))
  for (const one of documents) one.talk()
  await host.settled()
  slow.buffered = 2 * 1024 * 1024
  const frames = slow.received.length
  for (let i = 0; i < 5; i++) {
    const [head] = A.getHeads(
      documents[0]?.change((d) => {
        d.notes[`n${i}`] = text('x')
      }) as never,
    )
    documents[0]?.talk()
    await until('stored', () =>
      documents[0]
        ?.told()
        .flat()
        .includes(head as string),
    )
  }
  expect(slow.received.length).toBe(frames)
  slow.buffered = 0
  await until('it has everything', () => Object.keys(documents[1]?.doc().notes ?? {}).length === 5)
  expect(slow.closed).toBeUndefined()
})

test('a socket that never reads is closed', async () => {
  const { host } = await serve({ limits: { tendMs: 5, bufferCloseMs: 20 } })
  const slow = rawClient(host, 'mala')
  slow.buffered = 2 * 1024 * 1024
  await until('the close', () => slow.closed)
  expect(slow.closed).toMatchObject({ code: 1013 })
})

describe('ephemeral messages', () => {
  const may: MayOpen = async (person) =>
    person === 'reader' ? 'read' : person === 'stranger' ? 'none' : 'write'
  const message = { type: 'ephemeral', documentId, count: 1, sessionId: 's', data: bytes(1, 2, 3) }
  const heard = (client: ReturnType<typeof rawClient>) =>
    client.received.filter((f) => f.type === 'ephemeral')

  test('reach who may read, in the host’s name, and nobody else', async () => {
    const { host } = await serve({ may })
    const people = ['mala', 'ravi', 'reader', 'stranger'] as const
    const [mala, ravi, reader, stranger] = people.map((person) => {
      const client = rawClient(host, person, { haat: person === 'ravi' })
      const copy = client.open(mine)
      copy.talk()
      return client
    }) as [
      ReturnType<typeof rawClient>,
      ReturnType<typeof rawClient>,
      ReturnType<typeof rawClient>,
      ReturnType<typeof rawClient>,
    ]
    await until('all have it', () =>
      [ravi, reader].every((one) => one.received.some((f) => f.type === 'sync')),
    )
    await host.settled()
    mala.send(message)
    reader.send({ ...message, sessionId: 'not mine to say' })
    mala.send({ ...message, senderId: 'somebody else' })
    expect(heard(ravi)).toHaveLength(1)
    expect(heard(ravi)[0]).toMatchObject({ sessionId: 's', count: 1, from: { person: 'mala' } })
    expect(heard(ravi)[0]?.senderId).toMatch(/^host-/)
    expect(heard(reader)).toHaveLength(1)
    expect(heard(reader)[0]?.from).toBeUndefined()
    expect([...heard(mala), ...heard(stranger)]).toEqual([])
  })
})

test('frames of the feed go to whoever serves them, for our own clients only', async () => {
  const { host } = await serve()
  const frames: unknown[] = []
  const onExtension = (frame: unknown, reply: (frame: object) => void) => {
    frames.push(frame)
    reply({ type: 'facts', lane: 'a' })
    return (frame as { type: string }).type === 'follow'
  }
  const ours = rawClient(host, 'mala', { haat: true, onExtension })
  expect(ours.received).toMatchObject([{ type: 'peer', now: expect.any(Number) }])
  ours.send({ type: 'follow', lanes: [['a', 1]] })
  expect(frames).toMatchObject([{ type: 'follow', lanes: [['a', 1]] }])
  expect(ours.received.at(-1)).toMatchObject({ type: 'facts' })
  ours.send({ type: 'fellow' })
  expect(ours.closed).toMatchObject({ code: 1008 })
  const stock = rawClient(host, 'mala', { onExtension })
  stock.send({ type: 'follow', lanes: [] })
  expect(stock.closed).toMatchObject({ code: 1008 })
})

test('each beat brings our own clients a ticket for their next socket, and comes also when there is none', async () => {
  const { host } = await serve({ limits: { beatMs: 20 } })
  let given = 0
  const nextTicket = async () => {
    given += 1
    if (given === 2) throw new Error('the database is away')
    return given === 3 ? undefined : { ticket: `ticket ${given}`, forMs: 90_000 }
  }
  const ours = rawClient(host, 'mala', { haat: true, nextTicket })
  const stock = rawClient(host, 'mala', { nextTicket: () => Promise.reject(new Error('asked')) })
  const heard = () =>
    ours.received.flatMap((one) =>
      one.type === 'ticket' ? [String(one.ticket)] : one.type === 'beat' ? ['beat'] : [],
    )
  await until('four tickets were asked for', () => heard().includes('ticket 4'))
  expect(heard().slice(0, 6)).toEqual(['beat', 'ticket 1', 'beat', 'beat', 'beat', 'ticket 4'])
  expect(ours.received.find(({ type }) => type === 'ticket')).toMatchObject({ forMs: 90_000 })
  expect(stock.received.map(({ type }) => type)).toEqual(['peer'])
})
