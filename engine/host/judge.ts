import type { Change } from './guard.ts'
import type { Unfit } from './guard-all.ts'
import { hold } from './held.ts'
import type { Limits } from './limits.ts'
import { branch, follow, isKnown, type Order, placeOf } from './order.ts'
import type { Reason } from './refusal.ts'
import { type Subscriber, takesChanges } from './subscriber.ts'
import type { SyncMessage } from './sync-message.ts'

/** A frame whose changes have been guarded. `isPart`: more of the same frame follows in a later batch. */
export type Incoming = {
  sub: Subscriber
  message: SyncMessage
  changes: (Change | Unfit)[]
  isPart: boolean
}

export type Refused = {
  sub: Subscriber
  hash: string
  bytes: Uint8Array
  reason: Reason
  detail: string
}

export type Judged = {
  order: Order
  admitted: { change: Change; sub: Subscriber }[]
  refused: Refused[]
  /** Per peer, in order: what the core is to be told, with the admitted and the known changes inside. */
  frames: { sub: Subscriber; message: SyncMessage; fresh?: 'read' | 'write' }[]
  /** Those who left more lying here than they may. */
  overflowing: Set<Subscriber>
}

export type Condemned = ReadonlyMap<string, { reason: Reason; detail: string }>

/**
 * Which changes of a batch come next, which wait, which are refused; nothing is touched but what is held. `condemned`
 * holds what an earlier try has found, by hash: all that follows from it is refused with it.
 */
export function judge(
  base: Order,
  batch: readonly Incoming[],
  subs: Iterable<Subscriber>,
  { condemned, tick, limits }: { condemned: Condemned; tick: number; limits: Limits },
): Judged {
  const judged: Judged = {
    order: branch(base),
    admitted: [],
    refused: [],
    frames: [],
    overflowing: new Set(),
  }
  const out = new Map(condemned)

  const settle = (sub: Subscriber, change: Change): Uint8Array | undefined => {
    const from = [change.hash, ...change.deps].map((hash) => out.get(hash)).find((one) => one)
    const place = from
      ? { ok: false as const, ...from }
      : placeOf(judged.order, change, sub.peer.person, limits)
    if (!place.ok) {
      out.set(change.hash, { reason: place.reason, detail: place.detail })
      judged.refused.push({ ...place, sub, hash: change.hash, bytes: change.bytes })
      return undefined
    }
    if (place.place === 'early') {
      if (!hold(sub.held, change, tick, limits)) judged.overflowing.add(sub)
      return undefined
    }
    if (place.place === 'next') {
      follow(judged.order, change, sub.peer.person)
      judged.admitted.push({ change, sub })
    }
    return change.bytes
  }

  for (const { sub, message, changes } of batch) {
    const taken: Uint8Array[] = []
    for (const change of takesChanges(sub) ? changes : []) {
      if (!change.ok) {
        out.set(change.hash, { reason: change.reason, detail: change.detail })
        judged.refused.push({ ...change, sub })
      } else {
        const bytes = settle(sub, change)
        if (bytes) taken.push(bytes)
      }
    }
    // Always version 1: what we put together is a list of changes.
    judged.frames.push({ sub, message: { ...message, version: 1, changes: taken } })
  }
  releaseHeld(judged, subs, settle)
  markFresh(judged)
  return judged
}

/** Held changes whose turn has come, from anybody, until no more come. They ride on a frame of the peer that sent them. */
function releaseHeld(
  judged: Judged,
  subs: Iterable<Subscriber>,
  settle: (sub: Subscriber, change: Change) => Uint8Array | undefined,
): void {
  const waiting = [...subs].filter((sub) => sub.held.changes.size > 0 && takesChanges(sub))
  for (let moved = true; moved; ) {
    moved = false
    for (const sub of waiting) {
      for (const change of sub.held.changes.values()) {
        if (isKnown(judged.order, change.hash)) continue
        if (!change.deps.every((dep) => isKnown(judged.order, dep))) continue
        if (judged.refused.some((one) => one.hash === change.hash)) continue
        const bytes = settle(sub, change)
        if (!bytes) continue
        moved = true
        frameOf(judged, sub)?.message.changes.push(bytes)
      }
    }
  }
}

function frameOf(judged: Judged, sub: Subscriber) {
  const last = judged.frames.findLast((frame) => frame.sub === sub)
  if (last || !sub.last) return last
  const frame = {
    sub,
    message: { ...sub.last.message, version: 1 as const, changes: [] as Uint8Array[] },
  }
  judged.frames.push(frame)
  return frame
}

/** A refused peer's sync state starts anew, read-only: our news still flows and it stops sending. */
function markFresh(judged: Judged): void {
  const refused = new Set(judged.refused.map((one) => one.sub))
  const started = new Set<Subscriber>()
  for (const frame of judged.frames) {
    const { sub } = frame
    if (started.has(sub)) continue
    started.add(sub)
    if (refused.has(sub) || (sub.isFresh && !takesChanges(sub))) frame.fresh = 'read'
    else if (sub.isFresh) frame.fresh = 'write'
  }
}
