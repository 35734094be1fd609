import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Attack } from '../attack.ts'
import { uleb } from '../chunks.ts'
import { pause } from '../pause.ts'
import { cbor } from '../peer.ts'
import type { Person } from '../target.ts'

const WORK_MS = 300
const MIB = 2 ** 20

/** One message, before `join` or after it. */
const message = (
  id: string,
  variant: string,
  make: (senderId: string) => unknown,
  { join = true } = {},
): Attack => ({
  id,
  variant: join ? variant : `${variant}, first of all`,
  run: async (scene) => {
    const peer = await scene.socket(scene.mallory, { join })
    const made = make(peer?.id ?? '')
    peer?.sendBytes(made instanceof Uint8Array ? made : cbor(made))
    await pause(WORK_MS)
    peer?.leave()
    return undefined
  },
})

const documentId = '4NMNnkMhL8jXrdJ9jamS58PAVdXu'
const to = (senderId: string, over: object) => ({ senderId, targetId: 'server', ...over })
const join = { type: 'join', peerMetadata: {}, supportedProtocolVersions: ['1'] }
/** Encoders write a BigInt as a 64-bit number. */
const longNumber = { type: 'what-is-this', big: 2n ** 62n, data: new Uint8Array(3) }
const noHeads = { type: 'remote-heads-changed', documentId, newHeads: null }
const sync = { type: 'sync', documentId }

const bloom = (variant: string, parts: number[]): Attack => ({
  id: 'H19',
  variant,
  run: async (scene) => {
    const peer = await scene.socket(scene.mallory)
    const data = Uint8Array.from([0x42, 0, 0, 1, 0, ...uleb(parts.length), ...parts, 0])
    for (let i = 0; i < 3; i++) peer?.send({ type: 'sync', documentId: scene.copy.id, data })
    await pause(WORK_MS)
    return undefined
  },
})

export const frameAttacks: Attack[] = [
  ...[{ join: true }, { join: false }].flatMap((when) => [
    message('H10', 'CBOR null', () => null, when),
    message('H10', 'bytes that are no CBOR', () => new Uint8Array(randomBytes(64)), when),
    message('H10', 'a number', () => 7, when),
    message('H10', 'join of __proto__', () => to('__proto__', join), when),
    message('H10', 'join without a sender', () => join, when),
    message('H10', 'a 64-bit number in an unknown type', (id) => to(id, longNumber), when),
    message('H10', 'heads that are null', (id) => to(id, noHeads), when),
  ]),
  message('H10', 'sync without data', (id) => to(id, sync)),
  message('H10', 'sync that is no sync message', (id) =>
    to(id, { ...sync, data: new Uint8Array(randomBytes(40)) }),
  ),
  message('H10', 'a document with an odd name', (id) =>
    to(id, { type: 'request', documentId: '../../etc', data: new Uint8Array([0x42, 0, 0, 0, 0]) }),
  ),
  {
    id: 'H11',
    variant: 'a frame with reserved bits',
    run: raw(Buffer.from([0xff, 0x84, 1, 2, 3, 4, 9, 9, 9, 9])),
  },
  { id: 'H11', variant: 'a frame that is not masked', run: raw(Buffer.from([0x82, 0x02, 1, 2])) },
  {
    id: 'H11',
    variant: 'a frame that says it is 2^40 bytes',
    run: raw(Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5])),
  },
  message('H12', 'a frame of 64 MiB', (id) => to(id, { ...sync, data: new Uint8Array(64 * MIB) })),
  message('H12', 'CBOR a hundred thousand deep', () => new Uint8Array(100_000).fill(0x81)),
  {
    id: 'H12',
    variant: '16,000 fragments',
    run: async (scene) => {
      const peer = await scene.socket(scene.mallory)
      const part = new Uint8Array([0x81])
      for (let i = 0; i < 16_000; i++) peer?.socket.send(part, { fin: false })
      peer?.socket.send(part, { fin: true })
      await pause(WORK_MS)
      return undefined
    },
  },
  bloom('a bloom filter of four thousand million entries', [
    ...uleb(2 ** 32 - 1),
    ...uleb(10),
    ...uleb(7),
  ]),
  bloom('a bloom filter of no bits per entry', [...uleb(1), ...uleb(0), ...uleb(7), 1]),
  bloom('a bloom filter of five million probes', [
    ...uleb(8),
    ...uleb(10),
    ...uleb(5e6),
    ...new Array(10).fill(0xff),
  ]),
]

/** Bytes on the socket itself, below websocket. */
function raw(bytes: Buffer): Attack['run'] {
  return async (scene) => {
    const socket = await upgrade(scene.mallory)
    socket.write(bytes)
    await pause(WORK_MS)
    socket.destroy()
    return undefined
  }
}

export async function upgrade(person: Person): Promise<Duplex> {
  const url = (await person.url()).replace(/^ws/, 'http')
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
  }
  return new Promise((resolve, reject) => {
    const asked = request(url, { headers })
    asked.on('upgrade', (_, socket) => {
      socket.on('error', () => undefined)
      socket.resume()
      resolve(socket)
    })
    asked.on('response', (answer) => reject(new Error(`no upgrade: ${answer.statusCode}`)))
    asked.on('error', reject)
    asked.end()
  })
}
