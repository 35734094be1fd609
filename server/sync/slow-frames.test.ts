import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterAll, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { until } from '../../test/kit/until.ts'
import { newSlowFrames } from './slow-frames.ts'

let time = 0
const slow = newSlowFrames(() => time)
const server = new WebSocketServer({ port: 0 })
const messages: Buffer[] = []
server.on('connection', (ws, asked) => {
  slow.watch(ws, asked.socket)
  ws.on('message', (data: Buffer) => messages.push(data))
  ws.on('error', () => undefined)
})
afterAll(() => server.close())

/** A client below websocket: it sends what bytes it likes. */
async function client() {
  if (!server.address()) await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  }
  const asked = request({ port, headers })
  asked.end()
  const [, socket] = (await once(asked, 'upgrade')) as [unknown, Duplex]
  let isGone = false
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isGone = true
  })
  socket.resume()
  const serving = [...server.clients].at(-1)
  return { socket, serving, gone: () => isGone }
}

const head = (length: number) => Buffer.from([0x82, 0xfe, length >> 8, length & 255, 0, 0, 0, 0])
const received = async (peer: Awaited<ReturnType<typeof client>>, bytes: Buffer) => {
  const raw = (peer.serving as never as { _socket: { bytesRead: number } })._socket
  const before = raw.bytesRead
  peer.socket.write(bytes)
  await until('the bytes', () => raw.bytesRead >= before + bytes.length)
}

test('a frame that comes a byte at a time ends its socket', async () => {
  const peer = await client()
  await received(peer, head(4_000))
  for (let i = 0; i < 3; i++) {
    time += 4_000
    await received(peer, Buffer.from([1]))
    slow.sweep()
  }
  expect(peer.gone()).toBe(false)
  time += 4_000
  slow.sweep()
  await until('it is ended', peer.gone)
})

test('a long frame over a slow network is taken whole, and silence is not slowness', async () => {
  const peer = await client()
  await received(peer, head(4_800))
  for (let i = 0; i < 3; i++) {
    await received(peer, Buffer.alloc(1_600))
    time += 15_000
    slow.sweep()
  }
  await until('the message', () => messages.some((one) => one.length === 4_800))
  time += 1_000_000
  slow.sweep()
  await received(peer, Buffer.concat([head(2), Buffer.from([7, 7])]))
  await until('another message', () => messages.some((one) => one.length === 2))
  expect(peer.gone()).toBe(false)
  peer.socket.destroy()
})

test('a socket that we do not read from is not slow', async () => {
  const peer = await client()
  await received(peer, head(4_000))
  peer.serving?.pause()
  time += 60_000
  slow.sweep()
  peer.serving?.resume()
  await received(peer, Buffer.alloc(4_000))
  await until('the message', () => messages.some((one) => one.length === 4_000))
  peer.socket.destroy()
})
