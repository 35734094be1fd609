import type { Change } from './guard.ts'
import type { Limits } from './limits.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Who speaks through an actor, and how far it has come. The genesis actor is nobody's: its owner is ''. */
export type Speaker = { seq: number; owner: string }

/**
 * What is known of a document's history: enough to say whether a change comes next. A branch sees its parent's and
 * keeps its own additions until `adopt`, so that a batch that is not committed leaves no trace.
 */
export type Order = {
  parent?: Order
  /** Hash of a change to the number of its last op. */
  maxOps: Map<string, number>
  speakers: Map<string, Speaker>
  changes: number
  ops: number
}

export const newOrder = (): Order => ({
  maxOps: new Map(),
  speakers: new Map(),
  changes: 0,
  ops: 0,
})

export const branch = (parent: Order): Order => ({
  parent,
  maxOps: new Map(),
  speakers: new Map(),
  changes: parent.changes,
  ops: parent.ops,
})

export function adopt(order: Order, from: Order): void {
  for (const [hash, maxOp] of from.maxOps) order.maxOps.set(hash, maxOp)
  for (const [actor, speaker] of from.speakers) order.speakers.set(actor, speaker)
  order.changes = from.changes
  order.ops = from.ops
}

const maxOpOf = (order: Order, hash: string): number | undefined =>
  order.maxOps.get(hash) ?? (order.parent && maxOpOf(order.parent, hash))

export const speakerOf = (order: Order, actor: string): Speaker | undefined =>
  order.speakers.get(actor) ?? (order.parent && speakerOf(order.parent, actor))

export const isKnown = (order: Order, hash: string): boolean => maxOpOf(order, hash) !== undefined

export const missingOf = (order: Order, deps: readonly string[]): string[] =>
  deps.filter((dep) => !isKnown(order, dep))

export type Place =
  | { ok: true; place: 'known' | 'next' }
  | { ok: true; place: 'early'; missing: string[] }

/**
 * Does this change come next, for this person? An honest one always does once its dependencies are known: an actor
 * counts its changes 1, 2, 3 …, and its first op is one above the highest it has seen.
 */
export function placeOf(
  order: Order,
  change: Change,
  person: string,
  limits: Limits,
): Place | Refusal {
  if (isKnown(order, change.hash)) return { ok: true, place: 'known' }
  const missing = missingOf(order, change.deps)
  if (missing.length > 0) return { ok: true, place: 'early', missing }

  const speaker = speakerOf(order, change.actor)
  if (speaker && speaker.owner !== person) return refuse('actor-taken', change.actor)
  const expected = (speaker?.seq ?? 0) + 1
  if (change.seq !== expected) return refuse('bad-order', `seq ${change.seq}, expected ${expected}`)
  const seen = change.deps.reduce((most, dep) => Math.max(most, maxOpOf(order, dep) ?? 0), 0)
  if (change.startOp !== seen + 1)
    return refuse('bad-order', `startOp ${change.startOp} after ${seen}`)

  if (order.changes >= limits.docChanges) return refuse('document-full', 'changes')
  if (order.ops + change.ops > limits.docOps) return refuse('document-full', 'operations')
  if (change.maxOp > limits.docMaxOp) return refuse('document-full', 'op counter')
  if (!speaker && actorCount(order) >= limits.docActors) return refuse('document-full', 'actors')
  return { ok: true, place: 'next' }
}

const actorCount = (order: Order): number =>
  order.speakers.size + (order.parent ? actorCount(order.parent) : 0)

/** What a change adds to the order, however it got here. */
export type Known = Pick<Change, 'hash' | 'actor' | 'seq' | 'maxOp' | 'ops'>

export function follow(order: Order, change: Known, owner: string): void {
  order.maxOps.set(change.hash, change.maxOp)
  order.speakers.set(change.actor, { seq: change.seq, owner })
  order.changes += 1
  order.ops += change.ops
}
