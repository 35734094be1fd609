import type { HostContext } from './context.ts'
import { guardAll, type Incoming } from './judge.ts'
import type { Limits } from './limits.ts'
import { isKnown, missingOf } from './order.ts'
import type { Resident } from './resident.ts'
import type { Frame } from './stranger.ts'
import type { Subscriber } from './subscriber.ts'

/** A frame in the queue, and how many of its changes have been through. What stands for a greeting is nobody's frame. */
export type Queued = Frame & { done: number; isGreeting?: boolean }

/**
 * The part of a frame that one batch takes, at most `most` changes. A message that only repeats itself while nothing has moved gets no answer:
 * else two peers that disagree talk for ever.
 */
function takeFrame(
  limits: Limits,
  { version, order }: Resident,
  sub: Subscriber,
  { message, digest, done }: Queued,
  most: number,
): Incoming | 'quiet' | { close: string } {
  if (done === 0 && sub.last?.digest === digest && sub.last.version === version) return 'quiet'
  if (
    sub.role === 'write' &&
    !sub.isRefused &&
    message.version === 2 &&
    message.changes.length > 0
  ) {
    return { close: 'a whole document instead of changes' }
  }
  if (
    sub.role === 'write' &&
    sub.isRefused &&
    message.heads.every((head) => isKnown(order, head))
  ) {
    // The refused branch is gone. A peer that starts from nothing has a fresh state too; any other must make one.
    if (message.heads.length > 0) return { close: 'welcome back' }
    sub.isRefused = false
    sub.isFresh = true
  }
  const end = Math.min(message.changes.length, done + most)
  sub.last = { digest, version, message: { ...message, changes: [] } }
  const changes = guardAll(message.changes.slice(done, end), limits)
  return { sub, message, changes, isPart: end < message.changes.length }
}

/** Takes a frame's part of a batch into `incoming`; what has none is done with, or costs the peer its socket. */
export function takeInto(
  incoming: Incoming[],
  {
    ctx: { limits, observe },
    most,
    resident,
    sub,
    frame,
  }: { ctx: HostContext; most: number; resident: Resident; sub: Subscriber; frame: Queued },
): void {
  const taken = takeFrame(limits, resident, sub, frame, most)
  if (taken === 'quiet') observe({ event: 'quiet' })
  else if ('close' in taken) frame.peer.close(4409, taken.close)
  else incoming.push(taken)
  const isTaken = typeof taken === 'object' && 'sub' in taken
  frame.done = isTaken ? frame.done + taken.changes.length : frame.message.changes.length
}

/**
 * Takes from the queue what one batch of about `most` changes holds. A frame that has more goes back to the head of the
 * queue with the rest.
 */
export function takeBatch(frames: Queued[], most: number): Queued[] {
  const batch: Queued[] = []
  for (let room = most; room > 0 && frames.length > 0; ) {
    const frame = frames.shift() as Queued
    batch.push(frame)
    room -= Math.max(1, frame.message.changes.length - frame.done)
  }
  return batch
}

/** Does a change follow from one that is neither here nor in the batch? Another node may have it. */
export function isEarly({ order }: Pick<Resident, 'order'>, batch: readonly Incoming[]): boolean {
  const coming = new Set(batch.flatMap((one) => one.changes.map((change) => change.hash)))
  const isMissing = (deps: string[]) => missingOf(order, deps).some((dep) => !coming.has(dep))
  return batch.some((one) => one.changes.some((change) => change.ok && isMissing(change.deps)))
}
