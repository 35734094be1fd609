import { TextDecoder } from 'node:util'

/** What a frame may be made of. Maps stay Maps: an object keyed by a peer would be a way to `__proto__`. */
export type CborValue =
  | undefined
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | CborValue[]
  | CborMap
export type CborMap = Map<string, CborValue>

const DEPTH = 8
const ITEMS = 20_000

type Reader = { bytes: Uint8Array; view: DataView; at: number; items: number }

/**
 * Reads one CBOR item (RFC 8949) that fills `bytes`, or throws `Malformed`. Strict: definite lengths, text keys
 * without repetition, integers of at most 32 bits, no tags and no simple values but false, true, null and undefined.
 * (Stock clients write larger numbers as floats; a tag or a 64-bit integer is nothing an honest one sends.)
 */
export function readCbor(bytes: Uint8Array): CborValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader: Reader = { bytes, view, at: 0, items: 0 }
  const value = readItem(reader, 0)
  if (reader.at !== bytes.length) throw new Malformed('bytes after the item')
  return value
}

export class Malformed extends Error {}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function readItem(r: Reader, depth: number): CborValue {
  if (depth > DEPTH || ++r.items > ITEMS) throw new Malformed('too deep or too many items')
  const initial = read(r, 1)[0] as number
  const major = initial >> 5
  const info = initial & 0x1f
  if (major === 7) return readSimple(r, info)
  const size = readSize(r, info)
  switch (major) {
    case 0:
      return size
    case 1:
      return -1 - size
    case 2:
      return read(r, size)
    case 3:
      return readText(r, size)
    case 4:
      return readArray(r, size, depth)
    case 5:
      return readMap(r, size, depth)
    default:
      throw new Malformed('a tag')
  }
}

function read(r: Reader, length: number): Uint8Array {
  if (length > r.bytes.length - r.at) throw new Malformed('too short')
  r.at += length
  return r.bytes.subarray(r.at - length, r.at)
}

function readSize(r: Reader, info: number): number {
  if (info < 24) return info
  const at = r.at
  if (info === 24) return read(r, 1)[0] as number
  if (info === 25) return read(r, 2) && r.view.getUint16(at)
  if (info === 26) return read(r, 4) && r.view.getUint32(at)
  throw new Malformed('a 64-bit or indefinite length')
}

function readText(r: Reader, length: number): string {
  const bytes = read(r, length)
  try {
    return utf8.decode(bytes)
  } catch {
    throw new Malformed('text that is not UTF-8')
  }
}

function readArray(r: Reader, length: number, depth: number): CborValue[] {
  if (length > ITEMS) throw new Malformed('a long array')
  const out: CborValue[] = []
  for (let i = 0; i < length; i++) out.push(readItem(r, depth + 1))
  return out
}

function readMap(r: Reader, length: number, depth: number): CborMap {
  if (length > ITEMS) throw new Malformed('a large map')
  const out: CborMap = new Map()
  for (let i = 0; i < length; i++) {
    const key = readItem(r, depth + 1)
    if (typeof key !== 'string' || out.has(key)) throw new Malformed('a key')
    out.set(key, readItem(r, depth + 1))
  }
  return out
}

function readSimple(r: Reader, info: number): CborValue {
  const at = r.at
  switch (info) {
    case 20:
      return false
    case 21:
      return true
    case 22:
      return null
    case 23:
      return undefined
    case 26:
      return read(r, 4) && r.view.getFloat32(at)
    case 27:
      return read(r, 8) && r.view.getFloat64(at)
    default:
      throw new Malformed('a simple value')
  }
}
