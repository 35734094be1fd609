import { createHash } from 'node:crypto'
import type { Env } from '../model/env.ts'
import { type Change, guard } from './guard.ts'
import { toHex } from './hex.ts'
import type { Limits } from './limits.ts'
import type { Refusal } from './refusal.ts'

/** Bytes that are no change we take: known by their own hash, since they have no other. */
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
  return { ...change, bytes, hash: toHex(createHash('sha256').update(bytes).digest()) }
}
