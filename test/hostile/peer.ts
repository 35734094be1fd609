import { randomUUID } from 'node:crypto'
import { Decoder, Encoder } from 'cbor-x'
import { WebSocket } from 'ws'
import { documentBytes } from '../../engine/host/frame.ts'
import { type SyncMessage, writeSyncMessage } from '../../engine/host/sync-message.ts'

export type Received = {
  type: string
  documentId?: string
  data?: Uint8Array
  [key: string]: unknown
}

const encoder = new Encoder({ tagUint8Array: false, useRecords: false })
const decoder = new Decoder({ useRecords: false })
export const cbor = (value: unknown): Uint8Array => encoder.encode(value)

/** A socket that speaks automerge-repo's protocol, or anything else. */
export type Peer = {
  readonly id: string
  readonly socket: WebSocket
  readonly frames: Received[]
  /** Bytes received. */
  readonly bytes: number
  /** The close code once it is closed. */
  readonly closed: number | undefined
  listen(take: (frame: Received) => void): void
  send(frame: object): void
  sendBytes(bytes: Uint8Array): void
  sync(documentId: string, message: Partial<SyncMessage>, type?: 'sync' | 'request'): void
  leave(): void
}

/** Opens a socket; the other end may refuse or drop it, which is an answer too: undefined. */
export function connect(
  url: string,
  { join = true, id = randomUUID() } = {},
): Promise<Peer | undefined> {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 0 })
  const frames: Received[] = []
  const listeners: ((frame: Received) => void)[] = []
  let closed: number | undefined
  let bytes = 0
  socket.on('message', (data: Buffer) => {
    bytes += data.length
    const frame = decoder.decode(data) as Received
    frames.push(frame)
    for (const take of listeners) take(frame)
  })
  socket.on('error', () => undefined)
  socket.on('close', (code) => {
    closed = code
  })
  const targetId = () => (frames.find((one) => one.type === 'peer')?.senderId as string) ?? 'server'
  const peer: Peer = {
    id,
    socket,
    frames,
    get bytes() {
      return bytes
    },
    get closed() {
      return closed
    },
    listen: (take) => void listeners.push(take),
    send: (frame) => peer.sendBytes(cbor({ senderId: id, targetId: targetId(), ...frame })),
    sendBytes: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame)
    },
    sync: (documentId, message, type = 'sync') =>
      peer.send({
        type,
        documentId,
        data: writeSyncMessage({
          version: 1,
          heads: [],
          need: [],
          have: [{ lastSync: [], bloom: new Uint8Array(0) }],
          changes: [],
          ...message,
        }),
      }),
    leave: () => socket.terminate(),
  }
  return new Promise((resolve) => {
    socket.once('close', () => resolve(undefined))
    socket.once('open', () => {
      if (!join) return resolve(peer)
      peer.listen((frame) => frame.type === 'peer' && resolve(peer))
      const peerMetadata = { isEphemeral: true }
      const supportedProtocolVersions = ['1']
      peer.sendBytes(cbor({ type: 'join', senderId: id, peerMetadata, supportedProtocolVersions }))
    })
  })
}

export const isDocumentId = (text: string): boolean => documentBytes(text) !== undefined
