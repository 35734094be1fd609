import { createHash } from 'node:crypto'
import type { Env } from '../model/env.ts'
import { CHANGE, CHECKSUM_AT, TYPE_AT } from './chunk.ts'
import { type Change, guard } from './guard.ts'
import { toHex } from './hex.ts'
import type { Limits } from './limits.ts'
import type { Refusal } from './refusal.ts'

/** Bytes that are no change we take, by the name their author knows them by. */
export type Unfit = Refusal & { hash: string; bytes: Uint8Array }

/** What a batch can still take. */
export type Room = { changes: number; ops: number }

/**
 * Guards changes from the first on while there is room, and takes from the room what they need. Everybody else's turn
 * comes in between: a frame full of small bombs holds the thread for `guardMs` at a time.
 */
export async function guardAll(
  changes: readonly Uint8Array[],
  room: Room,
  { env, limits }: { env: Pick<Env, 'tick' | 'wait'>; limits: Limits },
): Promise<(Change | Unfit)[]> {
  const guarded: (Change | Unfit)[] = []
  let since = env.tick()
  for (const bytes of changes) {
    if (room.changes <= 0 || room.ops <= 0) break
    if (env.tick() - since >= limits.guardMs) {
      await env.wait(0)
      since = env.tick()
    }
    const change = guardOne(bytes, limits)
    room.changes -= 1
    if (change.ok) room.ops -= change.ops
    guarded.push(change)
  }
  return guarded
}

function guardOne(bytes: Uint8Array, limits: Limits): Change | Unfit {
  const change = guard(bytes, limits)
  if (change.ok) return change
  return { ...change, bytes, hash: toHex(nameOf(bytes)) }
}

/**
 * The hash of a change that is whole, or its author would not know which one was refused; of other bytes, their own. It
 * is taken of all that the checksum covers, so nobody can have bytes refused under the hash of another change.
 */
function nameOf(bytes: Uint8Array): Uint8Array {
  const digest = sha256(bytes.subarray(TYPE_AT))
  const isWhole =
    bytes[TYPE_AT] === CHANGE &&
    bytes.subarray(CHECKSUM_AT, TYPE_AT).every((value, i) => value === digest[i])
  return isWhole ? digest : sha256(bytes)
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
