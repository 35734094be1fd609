import bs58check from 'bs58check'
import { Encoder } from 'cbor-x'
import { FRAME_DOCUMENTS, type StandingFrame } from '../model/standing.ts'
import { type CborMap, type CborValue, Malformed, readCbor } from './cbor.ts'
import { toHex } from './hex.ts'
import type { Limits } from './limits.ts'
import type { Reason } from './refusal.ts'

/**
 * What a peer may say: automerge-repo's websocket protocol, version 1, one CBOR map per message. Frames we do not know
 * are `extension`s and only our own clients (`haat: 1` in `join`) may send them.
 */
export type Inbound =
  | { type: 'join'; senderId: string; haat: boolean; speaksV1: boolean }
  | { type: 'request' | 'sync'; documentId: string; senderId: string; data: Uint8Array }
  | {
      type: 'ephemeral'
      documentId: string
      senderId: string
      count: number
      sessionId: string
      data: Uint8Array
    }
  | { type: 'doc-unavailable' | 'remote-subscription-change' | 'remote-heads-changed' | 'error' }
  | { type: 'heads'; documents: Greeted[] }
  | { type: 'extension'; frame: Record<string, unknown> }

/** A document and what the peer holds of it; hashes are hex, in order. */
export type Greeted = { documentId: string; heads: string[] }

export type Outbound =
  | {
      type: 'sync' | 'ephemeral'
      documentId: string
      data: Uint8Array
      count?: number
      sessionId?: string
      from?: object
    }
  | { type: 'doc-unavailable'; documentId: string }
  | { type: 'refused'; documentId: string; changes: { hash: string; reason: Reason }[] }
  | { type: 'access'; documentId: string; may: 'none' | 'read' | 'write' }
  | { type: 'made'; documentId: string }
  | { type: 'beat'; now: number }
  | StandingFrame

/** Reads one frame, or says in a few words what is wrong with it; the socket is then closed with 1008. */
export function readFrame(bytes: Uint8Array, limits: Limits): Inbound | string {
  try {
    const value = readCbor(bytes)
    if (!(value instanceof Map)) return 'not a map'
    return read(value, limits)
  } catch (error) {
    if (error instanceof Malformed) return error.message
    throw error
  }
}

function read(map: CborMap, limits: Limits): Inbound {
  const type = text(map, 'type', 40)
  switch (type) {
    case 'join':
      return {
        type,
        senderId: text(map, 'senderId', 200),
        haat: map.get('haat') === 1,
        speaksV1: versions(map.get('supportedProtocolVersions')).includes('1'),
      }
    case 'request':
    case 'sync':
      return { type, ...addressed(map), data: bytesOf(map, limits.frameBytes) }
    case 'ephemeral': {
      const count = map.get('count')
      if (typeof count !== 'number' || !Number.isFinite(count)) throw new Malformed('count')
      const sessionId = text(map, 'sessionId', 200)
      return {
        type,
        ...addressed(map),
        count,
        sessionId,
        data: bytesOf(map, limits.ephemeralBytes),
      }
    }
    case 'doc-unavailable':
    case 'remote-subscription-change':
    case 'remote-heads-changed':
    case 'error':
      return { type }
    case 'heads':
      return { type, documents: greeted(map.get('documents'), limits) }
    default:
      return { type: 'extension', frame: plain(map) as Record<string, unknown> }
  }
}

function text(map: CborMap, key: string, most: number): string {
  const value = map.get(key)
  if (typeof value !== 'string' || value === '' || value.length > most) throw new Malformed(key)
  return value
}

function bytesOf(map: CborMap, most: number): Uint8Array {
  const value = map.get('data')
  if (!(value instanceof Uint8Array) || value.length === 0 || value.length > most)
    throw new Malformed('data')
  return value
}

/** An absent list means a client older than versions; it speaks version 1. */
function versions(value: CborValue): CborValue[] {
  if (value === undefined) return ['1']
  if (!Array.isArray(value) || value.length > 8) throw new Malformed('supportedProtocolVersions')
  return value
}

function addressed(map: CborMap) {
  const documentId = text(map, 'documentId', 40)
  if (!documentBytes(documentId)) throw new Malformed('documentId')
  text(map, 'targetId', 200)
  return { documentId, senderId: text(map, 'senderId', 200) }
}

function greeted(value: CborValue, limits: Limits): Greeted[] {
  if (!Array.isArray(value) || value.length > FRAME_DOCUMENTS) throw new Malformed('documents')
  return value.map((pair) => {
    const [documentId, bytes] = Array.isArray(pair) && pair.length === 2 ? pair : []
    if (typeof documentId !== 'string' || documentId.length > 40) throw new Malformed('documentId')
    if (!documentBytes(documentId)) throw new Malformed('documentId')
    if (!(bytes instanceof Uint8Array) || bytes.length % 32 !== 0) throw new Malformed('heads')
    if (bytes.length > 32 * limits.syncHeads) throw new Malformed('heads')
    const heads = Array.from({ length: bytes.length / 32 }, (_, i) =>
      toHex(bytes.subarray(32 * i, 32 * i + 32)),
    )
    return { documentId, heads: heads.sort() }
  })
}

/** Ids whose checksums were found good; the oldest is forgotten. */
const KEPT_IDS = 20_000
const keptIds = new Map<string, Uint8Array>()

/** The 16 bytes of a document id, or undefined for other text. Not to be written to. */
export function documentBytes(documentId: string): Uint8Array | undefined {
  const kept = keptIds.get(documentId)
  if (kept) return kept
  const bytes = bs58check.decodeUnsafe(documentId)
  if (bytes?.length !== 16) return undefined
  keptIds.set(documentId, bytes)
  if (keptIds.size > KEPT_IDS) keptIds.delete(keptIds.keys().next().value as string)
  return bytes
}

export const documentText = (bytes: Uint8Array): string => bs58check.encode(bytes)

/** An extension frame as plain values, for whoever parses it strictly. */
function plain(value: CborValue): unknown {
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]))
  return Array.isArray(value) ? value.map(plain) : value
}

const encoder = new Encoder({ tagUint8Array: false, useRecords: false })

/** Stock clients print frames they do not know as JSON, so a frame must never hold a 64-bit integer. */
export const writeFrame = (frame: object): Uint8Array => encoder.encode(frame)
