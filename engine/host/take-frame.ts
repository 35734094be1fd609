import type { HostContext } from './context.ts'
import { guardAll, type Room } from './guard-all.ts'
import type { Incoming } from './judge.ts'
import { isKnown, missingOf, speakerOf } from './order.ts'
import type { Resident } from './resident.ts'
import type { Frame } from './stranger.ts'
import { type Peer, type Subscriber, takesChanges } from './subscriber.ts'

/**
 * A frame in the queue, and how many of its changes have been through. The batch before may have been full when its turn
 * came. What stands for a greeting is nobody's frame.
 */
export type Queued = Frame & { done: number; isReached?: boolean; isGreeting?: boolean }

/** What goes through the shard together, and how much more of it there may be. */
export type Filling = { incoming: Incoming[]; room: Room }

/** A frame after one that did not fit whole must wait, or a change could overtake what it follows from. */
export const isFilled = ({ incoming, room }: Filling): boolean =>
  incoming.at(-1)?.isPart === true || room.changes <= 0 || room.ops <= 0

/** Takes the part of a frame for which the batch has room, and notes how far it is done. */
export async function takeFrame(
  ctx: Pick<HostContext, 'env' | 'limits' | 'observe'>,
  resident: Resident,
  sub: Subscriber,
  frame: Queued,
  { incoming, room }: Filling,
): Promise<void> {
  const { message } = frame
  const wrong = welcome(resident, sub, frame)
  if (wrong === 'quiet') ctx.observe({ event: 'quiet' })
  else if (wrong) sub.peer.close(4409, wrong.close)
  // What is not taken is not looked at either.
  const isTaken = !wrong && takesChanges(sub)
  const changes = isTaken ? await guardAll(message.changes.slice(frame.done), room, ctx) : []
  frame.done = isTaken ? frame.done + changes.length : message.changes.length
  if (!wrong) incoming.push({ sub, message, changes, isPart: frame.done < message.changes.length })
}

/**
 * Nothing stands in the way of a message unless it only repeats itself while nothing has moved (two peers that disagree
 * would talk for ever), carries a whole document, or shows that a refused branch is gone.
 */
function welcome(
  { version, order }: Resident,
  sub: Subscriber,
  { message, digest, done }: Queued,
): undefined | 'quiet' | { close: string } {
  if (done === 0 && sub.last?.digest === digest && sub.last.version === version) return 'quiet'
  if (takesChanges(sub) && message.version === 2 && message.changes.length > 0)
    return { close: 'a whole document instead of changes' }
  if (
    sub.role === 'write' &&
    sub.isRefused &&
    message.heads.every((head) => isKnown(order, head))
  ) {
    // A peer that starts from nothing has a fresh state too; any other must make one.
    if (message.heads.length > 0) return { close: 'welcome back' }
    sub.isRefused = false
    sub.isFresh = true
  }
  sub.last = { digest, version, message: { ...message, changes: [] } }
  delete sub.nod
  return undefined
}

/**
 * Takes from the queue what one batch of about `most` changes holds. A frame that has more goes back to the head of the
 * queue with the rest. A peer that only says its heads after it has sent changes waits for the next batch: the core takes
 * heads equal to ours for an agreement and says nothing, and the peer would never hear that its changes are held.
 */
export function takeBatch(frames: Queued[], most: number): Queued[] {
  const batch: Queued[] = []
  const bringing = new Set<Peer>()
  for (let room = most; room > 0 && frames[0]; ) {
    const [frame] = frames
    const brings = frame.message.changes.length - frame.done
    if (brings === 0 && bringing.has(frame.peer)) break
    frames.shift()
    batch.push(frame)
    if (brings > 0) bringing.add(frame.peer)
    room -= Math.max(1, brings)
  }
  return batch
}

/** What was reached and is done with is settled; the rest goes back to the head of the queue, in order. */
export function putBack(queue: Queued[], frames: Queued[]): void {
  const isOver = ({ isReached, done, message }: Queued) =>
    isReached === true && done >= message.changes.length
  for (const frame of frames.filter(isOver)) if (!frame.isGreeting) frame.peer.settle()
  const rest = frames.filter((frame) => !isOver(frame))
  for (const frame of rest) frame.isReached = false
  queue.unshift(...rest)
}

/**
 * May another node have what this batch needs to be judged? A change follows from one that is neither here nor in the
 * batch, or its actor is another's: a peer that comes from that node passes on what it heard there.
 */
export function isAhead({ order }: Pick<Resident, 'order'>, batch: readonly Incoming[]): boolean {
  const coming = new Set(batch.flatMap((one) => one.changes.map((change) => change.hash)))
  return batch.some(({ sub, changes }) =>
    changes.some((change) => {
      if (!change.ok || isKnown(order, change.hash)) return false
      if (missingOf(order, change.deps).some((dep) => !coming.has(dep))) return true
      const owner = speakerOf(order, change.actor)?.owner
      return owner !== undefined && owner !== sub.peer.person
    }),
  )
}
