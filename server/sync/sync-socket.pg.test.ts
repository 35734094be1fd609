import { once } from 'node:events'
import { Decoder, Encoder } from 'cbor-x'
import { afterAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { signInAt } from '../../test/kit/api.ts'
import { freshDatabase } from '../../test/kit/database.ts'
import { startServer } from '../../test/kit/server-process.ts'
import { until } from '../../test/kit/until.ts'

const { url: DATABASE_URL } = await freshDatabase()
const settings = { DATABASE_URL, HAAT_DEMO: '1', LIMIT_SOCKETS_PER_ADDRESS: '5' }
const [server, other] = await Promise.all([startServer(settings), startServer(settings)])
afterAll(async () => {
  await Promise.all([server.stop(), other.stop()])
})

/** One comes every 25 seconds. */
const BEAT_MS = 40_000
const cbor = new Encoder({ tagUint8Array: false, useRecords: false })
const plain = new Decoder({ useRecords: false })
const socketUrl = ({ url }: { url: string }) => `${url.replace('http', 'ws')}/sync`

type Opened = { socket: WebSocket; frames: Record<string, unknown>[]; closed: Promise<number> }

function open(
  ticket: string,
  { at = server, origin }: { at?: { url: string }; origin?: string } = {},
) {
  const socket = new WebSocket(`${socketUrl(at)}?ticket=${ticket}`, origin ? { origin } : {})
  const frames: Record<string, unknown>[] = []
  socket.on('message', (data: Buffer) => frames.push(plain.decode(data)))
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  return new Promise<Opened>((resolve, reject) => {
    socket.on('open', () => resolve({ socket, frames, closed }))
    socket.on('error', reject)
  })
}

function join({ socket }: Opened) {
  const peerMetadata = { isEphemeral: true }
  const hello = {
    type: 'join',
    senderId: 'me',
    supportedProtocolVersions: ['1'],
    peerMetadata,
    haat: 1,
  }
  socket.send(cbor.encode(hello))
}

const frame = (opened: Opened, type: string) =>
  until(`a ${type} frame`, () => opened.frames.find((one) => one.type === type))

test('a ticket opens one socket; without one, again, or on another node it opens none', async () => {
  const me = await signInAt(server.url, '9876510001')
  const ticket = await me.ticket()
  const opened = await open(ticket)
  join(opened)
  expect(await frame(opened, 'peer')).toMatchObject({ selectedProtocolVersion: '1' })
  await expect(open(ticket)).rejects.toThrow('401')
  await expect(open(ticket, { at: other })).rejects.toThrow('401')
  await expect(open('')).rejects.toThrow('401')
  await expect(open(me.accessToken)).rejects.toThrow('401')
  opened.socket.close()
})

test('a socket is given a ticket that opens the next one, on whichever node', async () => {
  const me = await signInAt(server.url, '9876510012')
  const first = await open(await me.ticket())
  join(first)
  const { ticket } = await until(
    'a ticket, with the next beat',
    () => first.frames.find(({ type }) => type === 'ticket'),
    BEAT_MS,
  )
  const second = await open(String(ticket), { at: other })
  join(second)
  expect(await frame(second, 'peer')).toMatchObject({ selectedProtocolVersion: '1' })
  await expect(open(String(ticket))).rejects.toThrow('401')
  for (const { socket } of [first, second]) socket.close()
})

test('open sockets and what they have not read are numbers for Prometheus', async () => {
  const me = await signInAt(server.url, '9876510013')
  const { socket } = await open(await me.ticket())
  const numbers = await (await fetch(`${server.url}/metrics`)).text()
  expect(numbers).toMatch(/^haat_sockets [1-9]/m)
  expect(numbers).toMatch(/^haat_socket_buffered_bytes \d/m)
  socket.close()
})

test('a page of another origin opens no socket, even with a good ticket', async () => {
  const me = await signInAt(server.url, '9876510002')
  const ticket = await me.ticket()
  await expect(open(ticket, { origin: 'https://evil.example' })).rejects.toThrow('403')
  const opened = await open(ticket, { origin: server.url })
  opened.socket.close()
})

test('a device follows its own lane on the same socket, and no other person’s', async () => {
  const me = await signInAt(server.url, '9876510003')
  const opened = await open(await me.ticket())
  join(opened)
  await frame(opened, 'peer')
  const lanes = [
    [`user:${me.person}`, 0],
    ['catalog:annai', 0],
    ['user:somebody', 0],
  ]
  opened.socket.send(cbor.encode({ type: 'follow', lanes }))
  expect(await frame(opened, 'lane-refused')).toMatchObject({ lane: 'user:somebody' })
  const mine = await until('facts of my lane', () =>
    opened.frames.find(({ type, lane }) => type === 'facts' && lane === `user:${me.person}`),
  )
  expect(mine).toMatchObject({ from: 0, through: 0, facts: [] })
  opened.socket.close()
})

test('signing out closes the person’s sockets, on whichever node they are', async () => {
  const me = await signInAt(server.url, '9876510004')
  const [here, there] = [
    await open(await me.ticket()),
    await open(await me.ticket(), { at: other }),
  ]
  join(here)
  join(there)
  await Promise.all([frame(here, 'peer'), frame(there, 'peer')])
  await fetch(`${server.url}/api/auth/signout`, { method: 'POST', headers: me.bearer })
  expect(await Promise.all([here.closed, there.closed])).toEqual([4401, 4401])
})

test('an address has so many sockets, and is told when to try again', async () => {
  const sockets: Opened[] = []
  const phones = ['9876510005', '9876510006', '9876510007', '9876510008', '9876510009']
  for (const phone of phones) {
    sockets.push(await open(await (await signInAt(server.url, phone)).ticket()))
  }
  const me = await signInAt(server.url, '9876510010')
  const refused = new WebSocket(`${socketUrl(server)}?ticket=${await me.ticket()}`)
  const [, answer] = await once(refused, 'unexpected-response')
  expect(answer.statusCode).toBe(429)
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  for (const { socket } of sockets) socket.close()
})

test('a node that stops tells its sockets to come back', async () => {
  const leaving = await startServer(settings)
  const me = await signInAt(leaving.url, '9876510011')
  const opened = await open(await me.ticket(), { at: leaving })
  join(opened)
  await frame(opened, 'peer')
  const [code, closed] = await Promise.all([leaving.stop(), opened.closed])
  expect([code, closed]).toEqual([0, 1012])
})
