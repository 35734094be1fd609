import { hash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import type { Column } from './columns.ts'
import { toHex } from './hex.ts'
import { byte, cursor, isAtEnd, pushUleb, sleb, spoil, take, uleb } from './leb.ts'
import type { Limits } from './limits.ts'
import { type Refusal, refuse } from './refusal.ts'

/** The outside of a chunk: `bytes` is the chunk as it is stored, never deflated. */
export type Chunk = { ok: true; hash: string; bytes: Uint8Array; body: Uint8Array }

/** The header of a change. Hashes and actors are hex; `time` is the author's clock and only advice. */
export type Header = {
  ok: true
  deps: string[]
  actor: string
  seq: number
  startOp: number
  time: number
  actors: string[]
  columns: Column[]
}

const HASH_BYTES = 32
const MAX_COLUMNS = 32
const MAGIC = [0x85, 0x6f, 0x4a, 0x83] as const
/** Where the checksum of a chunk stands, and the type with which what it covers begins. */
export const CHECKSUM_AT = 4
export const TYPE_AT = 8
export const CHANGE = 1
const DEFLATED_CHANGE = 2

/**
 * Opens a change chunk: magic, type, one length, capped inflate, and a checksum that is its hash. A hash has one chunk:
 * a length that is written longer than it must be is refused, or somebody could have bytes condemned under the hash of
 * another's honest change.
 */
export function readChunk(bytes: Uint8Array, limits: Limits): Chunk | Refusal {
  if (bytes.length > limits.changeBytes) return refuse('too-big', `${bytes.length} bytes`)
  const c = cursor(bytes)
  if (!MAGIC.every((expected) => byte(c) === expected)) return refuse('bad-shape', 'no chunk')
  const checksum = take(c, 4)
  const type = byte(c)
  const data = take(c, uleb(c))
  if (!c.ok || !isAtEnd(c) || c.end - data.length !== TYPE_AT + 1 + ulebLength(data.length))
    return refuse('bad-shape', 'length')
  if (type !== CHANGE && type !== DEFLATED_CHANGE) return refuse('bad-shape', `chunk type ${type}`)

  const body = type === CHANGE ? data : inflate(data, limits.changeInflated)
  if (!body) return refuse('too-big', 'inflated')
  const plain = type === CHANGE ? bytes : plainChunk(checksum, body)
  const digest = hash('sha256', plain.subarray(TYPE_AT), 'buffer')
  if (checksum.some((value, i) => value !== digest[i])) return refuse('bad-shape', 'checksum')
  return { ok: true, hash: toHex(digest), body, bytes: plain }
}

const ulebLength = (value: number): number => (value < 0x80 ? 1 : 1 + ulebLength(value / 0x80))

/** The chunk of a body that is not deflated; from its type on it is what the hash is taken of. */
function plainChunk(checksum: Uint8Array, body: Uint8Array): Uint8Array {
  const start: number[] = [...MAGIC, ...checksum, CHANGE]
  pushUleb(start, body.length)
  const out = new Uint8Array(start.length + body.length)
  out.set(start)
  out.set(body, start.length)
  return out
}

/** Node stops inflating at the cap; the core inflates first and looks afterwards. */
function inflate(data: Uint8Array, most: number): Uint8Array | undefined {
  try {
    return inflateRawSync(data, { maxOutputLength: most })
  } catch {
    return undefined
  }
}

/** Reads a change's header and finds its columns. Nothing may follow them: what follows is not authenticated. */
export function readHeader(body: Uint8Array, limits: Limits): Header | Refusal {
  const c = cursor(body)
  const depCount = uleb(c)
  if (depCount > limits.changeDeps) return refuse('too-big', `${depCount} dependencies`)
  const deps = Array.from({ length: depCount }, () => toHex(take(c, HASH_BYTES)))
  const actorBytes = uleb(c)
  if (actorBytes > limits.actorBytes) return refuse('too-big', 'actor')
  const actor = toHex(take(c, actorBytes))
  const seq = uleb(c)
  const startOp = uleb(c)
  const time = sleb(c)
  const messageBytes = uleb(c)
  if (messageBytes > limits.changeMessage) return refuse('too-big', 'message')
  take(c, messageBytes)
  const actorCount = uleb(c)
  if (actorCount > limits.changeActors) return refuse('too-big', `${actorCount} actors`)
  const actors = Array.from({ length: actorCount }, () => {
    const length = uleb(c)
    return length > limits.actorBytes ? spoil(c) || '' : toHex(take(c, length))
  })
  const columnCount = uleb(c)
  if (columnCount > MAX_COLUMNS) return refuse('bad-shape', `${columnCount} columns`)
  const specs = Array.from({ length: columnCount }, () => ({ spec: uleb(c), length: uleb(c) }))
  const columns = specs.map(({ spec, length }) => ({ spec, data: take(c, length) }))
  if (!c.ok || !isAtEnd(c)) return refuse('bad-shape', 'change header')
  if (actor === '' || seq < 1 || startOp < 1) return refuse('bad-shape', 'actor, seq or startOp')
  return { ok: true, deps, actor, seq, startOp, time, actors, columns }
}
