import { toHex } from './hex.ts'
import { byte, type Cursor, cursor, isAtEnd, pushUleb, spoil, take, uleb } from './leb.ts'
import type { Limits } from './limits.ts'

/**
 * One Automerge sync message. Hashes are hex. A version 2 message carries a whole document in `changes`; `flags` is
 * there when the sender takes version 2 (and its low bits say how).
 */
export type SyncMessage = {
  version: 1 | 2
  heads: string[]
  need: string[]
  have: Have[]
  changes: Uint8Array[]
  flags?: number
}
export type Have = { lastSync: string[]; bloom: Uint8Array }

export const SYNC_RESET = 1
export const READ_ONLY = 2
export const SUPPORTS_RESET = 4

const V1 = 0x42
const V2 = 0x43
const BLOOM_BITS = 10
const BLOOM_PROBES = 7

/**
 * Reads a sync message, or gives the part that is wrong. The core's own reader trusts the bloom filter's parameters:
 * sixteen bytes cost it gigabytes.
 */
export function readSyncMessage(data: Uint8Array, limits: Limits): SyncMessage | string {
  const c = cursor(data)
  const type = byte(c)
  if (type !== V1 && type !== V2) return 'type'
  const heads = hashes(c, limits.syncHeads)
  if (!c.ok) return 'heads'
  const need = hashes(c, limits.syncNeed)
  if (!c.ok) return 'need'
  const have = list(c, limits.syncHave, () => readHave(c, limits))
  if (!c.ok) return 'have'
  const changes = list(c, limits.syncChanges, () => take(c, uleb(c)))
  if (!c.ok) return 'changes'
  const message: SyncMessage = { version: type === V1 ? 1 : 2, heads, need, have, changes }
  if (isAtEnd(c)) return message
  const trailer = take(c, uleb(c))
  if (!c.ok || !isAtEnd(c) || trailer.length > 8) return 'trailer'
  return { ...message, flags: trailer.reduce((all, b) => (b & 0x80 ? all | (b & 0x7f) : all), 0) }
}

function list<T>(c: Cursor, most: number, read: () => T): T[] {
  const count = uleb(c)
  const out: T[] = []
  if (count > most) spoil(c)
  for (let i = 0; i < count && c.ok; i++) out.push(read())
  return out
}

const hashes = (c: Cursor, most: number) => list(c, most, () => toHex(take(c, 32)))

function readHave(c: Cursor, limits: Limits): Have {
  const lastSync = hashes(c, limits.syncHeads)
  const bloom = take(c, uleb(c))
  if (c.ok && !isHonestBloom(bloom)) spoil(c)
  return { lastSync, bloom }
}

/** Empty, or exactly what every Automerge writes: 10 bits per entry, 7 probes, and as many bytes as that needs. */
function isHonestBloom(bloom: Uint8Array): boolean {
  if (bloom.length === 0) return true
  const c = cursor(bloom)
  const entries = uleb(c)
  if (uleb(c) !== BLOOM_BITS || uleb(c) !== BLOOM_PROBES || !c.ok || entries < 1) return false
  return c.end - c.at === Math.ceil((entries * BLOOM_BITS) / 8)
}

export function writeSyncMessage(message: SyncMessage): Uint8Array {
  const parts: Uint8Array[] = []
  let numbers: number[] = [message.version === 1 ? V1 : V2]
  const put = (bytes: Uint8Array) => {
    parts.push(Uint8Array.from(numbers), bytes)
    numbers = []
  }
  const putHashes = (all: string[]) => {
    pushUleb(numbers, all.length)
    put(Buffer.from(all.join(''), 'hex'))
  }
  putHashes(message.heads)
  putHashes(message.need)
  pushUleb(numbers, message.have.length)
  for (const { lastSync, bloom } of message.have) {
    putHashes(lastSync)
    pushUleb(numbers, bloom.length)
    put(bloom)
  }
  pushUleb(numbers, message.changes.length)
  for (const change of message.changes) {
    pushUleb(numbers, change.length)
    put(change)
  }
  if (message.flags !== undefined) numbers.push(2, 2, 0x80 | message.flags)
  put(new Uint8Array(0))
  return new Uint8Array(Buffer.concat(parts))
}

/**
 * Cuts the three bytes with which a generated message says "I take version 2": a peer that may write must send its
 * changes one by one, because a whole document cannot be inspected. The core always writes them.
 */
export function cutTrailer(message: Uint8Array): Uint8Array {
  const at = message.length - 3
  const isTrailer =
    message[at] === 2 && message[at + 1] === 2 && ((message[at + 2] ?? 0) & 0x80) !== 0
  if (!isTrailer) throw new Error('a generated sync message without a trailer')
  return message.subarray(0, at)
}
