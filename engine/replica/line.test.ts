import { encode } from '@automerge/automerge-repo/helpers/cbor.js'
import { describe, expect, test } from 'vitest'
import { readFrame } from './frames.ts'
import { type Ears, type LineNews, openLine, type Ticket } from './line.ts'
import { virtualEnv } from './testing/virtual-env.ts'

type Call = { ticket: string; ears: Ears; sent: unknown[]; closed?: number }

/** A line whose sockets the test holds in its hand. */
function setup(ticket: () => Promise<Ticket> = async () => ({ ticket: 't' }), seed = 1) {
  const env = virtualEnv(seed)
  const calls: Call[] = []
  const news: LineNews[] = []
  const line = openLine({
    env,
    peerId: 'me',
    ticket,
    dial(pass, ears) {
      const call: Call = { ticket: pass, ears, sent: [] }
      calls.push(call)
      return {
        send: (bytes) => void call.sent.push(readFrame(bytes) ?? 'join'),
        close(code) {
          call.closed = code
        },
        bufferedAmount: 0,
      }
    },
  })
  line.on((each) => news.push(each))
  const last = () => calls.at(-1) as Call
  const say = (frame: object) => last().ears.heard(new Uint8Array(encode(frame)))
  const open = () => {
    last().ears.opened()
    say({ type: 'peer', senderId: 'host', peerMetadata: { storageId: 's' } })
  }
  return { env, calls, news, line, last, say, open }
}

test('a socket that says nothing for a minute is replaced, and beats keep it', async () => {
  const { env, calls, line, say, open, news } = setup()
  await env.pass(0)
  open()
  expect(line.peer()?.senderId).toBe('host')
  for (let i = 0; i < 10; i++) {
    await env.pass(25_000)
    say({ type: 'beat', now: 1 })
  }
  expect(calls).toHaveLength(1)
  await env.pass(60_000)
  expect(line.peer()).toBeUndefined()
  expect(news.at(-1)?.news).not.toBe('open')
  await env.pass(1_000)
  expect(calls).toHaveLength(2)
})

test('the first retry comes within a second, and no retry waits longer than twenty', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { env, calls, last } = setup(undefined, seed)
    await env.pass(0)
    let before = env.tick()
    for (let i = 0; i < 12; i++) {
      last().ears.closed(1006, '')
      const count = calls.length
      const limit = i === 0 ? 1_000 : 20_000
      while (calls.length === count && env.tick() - before <= limit) await env.pass(100)
      expect(calls.length, `seed ${seed}, try ${i}`).toBe(count + 1)
      before = env.tick()
    }
  }
})

test('coming back online tries at once, whatever the wait was', async () => {
  const { env, calls, line, last } = setup()
  await env.pass(0)
  for (let i = 0; i < 6; i++) {
    last().ears.closed(1006, '')
    await env.pass(20_000)
  }
  last().ears.closed(1006, '')
  await env.pass(0)
  const count = calls.length
  line.now()
  await env.pass(0)
  expect(calls).toHaveLength(count + 1)
})

test('without a right to a ticket it stops, says why, and goes on when asked', async () => {
  let answer: Ticket = { no: 'expired' }
  const { env, calls, line, news } = setup(async () => answer)
  await env.pass(100_000)
  expect(calls).toHaveLength(0)
  expect(news).toContainEqual({ news: 'no-ticket', ticket: { no: 'expired' } })
  answer = { ticket: 'fresh' }
  line.now()
  await env.pass(0)
  expect(calls.map(({ ticket }) => ticket)).toEqual(['fresh'])
})

test('a request for a ticket that nobody answers is given up: after a while, when asked to try, and when closed', async () => {
  let asked = 0
  const { env, calls, line } = setup(() => {
    asked += 1
    return asked < 3 ? new Promise(() => {}) : Promise.resolve({ ticket: 't' })
  })
  await env.pass(19_000)
  expect(asked).toBe(1)
  await env.pass(2_000)
  expect(asked).toBe(2)
  await env.pass(2_000)
  line.now()
  await env.pass(2_000)
  expect(asked).toBe(3)
  expect(calls).toHaveLength(1)

  const hanging = setup(() => new Promise(() => {}))
  await hanging.env.pass(0)
  let isClosed = false
  void hanging.line.close().then(() => {
    isClosed = true
  })
  await hanging.env.pass(0)
  expect(isClosed).toBe(true)
})

test('nothing is sent into a closed socket, and who sends hears so', async () => {
  const { env, line, last, open, news } = setup()
  await env.pass(0)
  expect(line.send({ type: 'follow', lanes: [] })).toBe(false)
  open()
  expect(line.send({ type: 'follow', lanes: [] })).toBe(true)
  last().ears.closed(1012, 'restart')
  expect(news.at(-1)).toEqual({ news: 'down', why: 'restart' })
  expect(line.send({ type: 'follow', lanes: [] })).toBe(false)
})

test('bytes that are no frame, and frames nobody knows, are nothing', async () => {
  const { env, line, last, open, news, say } = setup()
  await env.pass(0)
  open()
  for (const bytes of [[], [0xff], [0xf6], [0xa1, 0x61], [0x80]])
    last().ears.heard(Uint8Array.from(bytes))
  say({ type: 'toString' })
  say({ type: 'sync', documentId: 'd' })
  say({ type: 'facts', lane: 'l', from: 'x' })
  expect(news.filter(({ news: what }) => what === 'frame')).toEqual([])
  expect(line.peer()).toBeDefined()
})

test('a server that answers join with an error is left', async () => {
  const { env, calls, last, say } = setup()
  await env.pass(0)
  last().ears.opened()
  say({ type: 'error', message: 'unsupported protocol version' })
  await env.pass(1_000)
  expect(calls).toHaveLength(2)
})

describe('a ticket that the server gave in advance', () => {
  /** Connected with `asked 1`; the server has given `given` for the next connection. */
  async function setupWithNext(answer?: () => Promise<Ticket>) {
    let asked = 0
    const all = setup(answer ?? (async () => ({ ticket: `asked ${++asked}` })))
    await all.env.pass(0)
    all.open()
    all.say({ type: 'ticket', ticket: 'given', forMs: 90_000 })
    return { ...all, tickets: () => all.calls.map(({ ticket }) => ticket) }
  }

  test('opens the next connection, and no other', async () => {
    const { env, last, open, tickets } = await setupWithNext()
    last().ears.closed(1006, '')
    await env.pass(1_000)
    expect(tickets()).toEqual(['asked 1', 'given'])
    open()
    last().ears.closed(1006, '')
    await env.pass(0)
    expect(tickets()).toEqual(['asked 1', 'given'])
    await env.pass(1_000)
    expect(tickets()).toEqual(['asked 1', 'given', 'asked 2'])
  })

  test('is forgotten when its time is over', async () => {
    const { env, last, tickets } = await setupWithNext()
    await env.pass(50_000)
    last().ears.heard(new Uint8Array(encode({ type: 'beat', now: 1 })))
    await env.pass(40_000)
    last().ears.closed(1006, '')
    await env.pass(1_000)
    expect(tickets()).toEqual(['asked 1', 'asked 2'])
  })

  test('that opens nothing is followed at once by one that is asked for, and not shown again', async () => {
    const { env, last, tickets } = await setupWithNext()
    last().ears.closed(1006, '')
    await env.pass(1_000)
    last().ears.closed(1006, '')
    await env.pass(0)
    expect(tickets()).toEqual(['asked 1', 'given', 'asked 2'])
    last().ears.closed(1006, '')
    await env.pass(20_000)
    expect(tickets().slice(3)).not.toContain('given')
  })

  test('is kept while nobody is there to be asked for another', async () => {
    let isThere = true
    const { env, last, tickets } = await setupWithNext(async () => {
      if (!isThere) throw new Error('no network')
      return { ticket: 'asked' }
    })
    isThere = false
    last().ears.closed(1006, '')
    for (let i = 0; i < 3; i++) {
      await env.pass(3_000)
      last().ears.closed(1006, '')
    }
    expect(tickets().slice(1, 4)).toEqual(['given', 'given', 'given'])
  })

  test('is shown again when nobody answered at all', async () => {
    const { env, last, tickets } = await setupWithNext()
    last().ears.closed(1006, '')
    await env.pass(1_000)
    expect(tickets()).toEqual(['asked 1', 'given'])
    await env.pass(25_000)
    expect(tickets()).toEqual(['asked 1', 'given', 'given'])
  })
})
