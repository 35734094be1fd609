import { randomUUID } from 'node:crypto'
import { Decoder, Encoder } from 'cbor-x'
import { WebSocket } from 'ws'
import { type SyncMessage, writeSyncMessage } from '../engine/host/sync-message.ts'

/** A frame of automerge-repo's protocol, as it comes. */
export type Heard = {
  type: string
  senderId?: string
  documentId?: string
  data?: Uint8Array
  same?: string[]
  differ?: string[]
  ticket?: string
}

/**
 * A socket that speaks automerge-repo's protocol and nothing more: no Repo, no document. It costs so little that what is
 * measured at the other end is the server.
 */
export type LightSocket = {
  readonly isOpen: boolean
  /** Whoever listens hears frames from then on. */
  listen(hear: (frame: Heard) => void): void
  say(frame: object): void
  sync(documentId: string, data: Uint8Array): void
  close(): void
}

const encoder = new Encoder({ tagUint8Array: false, useRecords: false })
const decoder = new Decoder({ useRecords: false })

/**
 * Opens a socket and joins; rejects if it is refused, or closed before the server has answered. A relay answers nothing.
 */
export function openSocket(
  url: string,
  { haat = false, relay = false } = {},
): Promise<LightSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false })
  const senderId = randomUUID()
  let targetId = 'server'
  let hear: ((frame: Heard) => void) | undefined
  const say = (frame: object) => {
    if (socket.readyState === WebSocket.OPEN)
      socket.send(encoder.encode({ senderId, targetId, ...frame }))
  }
  const light: LightSocket = {
    get isOpen() {
      return socket.readyState === WebSocket.OPEN
    },
    listen(next) {
      hear = next
    },
    say,
    sync: (documentId, data) => say({ type: 'sync', documentId, data }),
    close: () => socket.terminate(),
  }
  const join = {
    type: 'join',
    peerMetadata: { isEphemeral: true },
    supportedProtocolVersions: ['1'],
    ...(haat ? { haat: 1 } : {}),
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      if (relay) resolve(light)
      else say(join)
    })
    socket.on('error', reject)
    socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)))
    socket.on('message', (bytes: Buffer) => {
      const frame = decoder.decode(bytes) as Heard
      if (frame.type === 'peer') {
        targetId = frame.senderId ?? targetId
        resolve(light)
      } else hear?.(frame)
    })
  })
}

/** What a peer says that has heard everything up to these heads, byte for byte as Automerge says it. */
export const heardUpTo = (heads: string[]): Uint8Array =>
  messageOf({ heads, have: [{ lastSync: heads, bloom: new Uint8Array(0) }] })

export const messageOf = (message: Partial<SyncMessage>): Uint8Array =>
  writeSyncMessage({ version: 1, heads: [], need: [], have: [], changes: [], ...message })
