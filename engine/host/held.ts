import type { Change } from './guard.ts'
import type { Limits } from './limits.ts'
import { missingOf, type Order } from './order.ts'

/**
 * Changes of one socket and document that came before their dependencies: one in a hundred does, because the client
 * guesses what we have by a bloom filter. In memory, unacknowledged, and never for long.
 */
export type Held = { changes: Map<string, Change>; bytes: number; since: number }

export const newHeld = (): Held => ({ changes: new Map(), bytes: 0, since: 0 })

/** Keeps a change; false when that is more than a socket may leave lying here. `tick` is in milliseconds. */
export function hold(held: Held, change: Change, tick: number, limits: Limits): boolean {
  if (held.changes.has(change.hash)) return true
  if (held.changes.size === 0) held.since = tick
  held.changes.set(change.hash, change)
  held.bytes += change.bytes.length
  return held.changes.size <= limits.heldChanges && held.bytes <= limits.heldBytes
}

export const isOverdue = (held: Held, tick: number, limits: Limits): boolean =>
  held.changes.size > 0 && tick - held.since > limits.heldMs

export function release(held: Held, hash: string): void {
  const change = held.changes.get(hash)
  if (!change) return
  held.changes.delete(hash)
  held.bytes -= change.bytes.length
}

/** Dependencies that neither the document nor the other held changes have: what the peer should be asked for. */
export function missingFor(held: Held, order: Order): string[] {
  const missing = new Set<string>()
  for (const change of held.changes.values()) {
    for (const dep of missingOf(order, change.deps)) if (!held.changes.has(dep)) missing.add(dep)
  }
  return [...missing].sort()
}
