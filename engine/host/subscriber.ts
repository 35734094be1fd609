import type { Role, Who } from './access.ts'
import type { Outbound } from './frame.ts'
import { type Held, isOverdue, newHeld } from './held.ts'
import type { Limits } from './limits.ts'
import type { ShardPeer } from './shard.ts'
import type { SyncMessage } from './sync-message.ts'

/** What a document needs of a connection. */
export type Peer = Who & {
  readonly id: string
  readonly isClosed: boolean
  /** Hears more than stock clients do: `refused`, `access`. */
  readonly haat: boolean
  send(frame: Outbound): void
  close(code: number, reason: string): void
  /** So much is unsent that nothing more is to be generated now. */
  isFull(): boolean
  /** A frame of this peer has been dealt with. */
  settle(): void
}

/** One peer at one document. */
export type Subscriber = {
  peer: Peer
  role: Exclude<Role, 'none'>
  /** Something of it was refused: it hears our news, and its changes are not taken until its branch is gone. */
  isRefused: boolean
  /** Its sync state in the shard must start anew with the next frame. */
  isFresh: boolean
  held: Held
  /** The last message, and the version it was answered at: said again meanwhile, it is not answered. */
  last?: { digest: string; version: number; message: SyncMessage }
  /** News it has not heard because it was full. */
  isBehind: boolean
  /** The version that it was last told of. */
  said?: number
  /** It has said since that it has all that: its sync state hears of it together with the next news. */
  nod?: Uint8Array
}

export const newSubscriber = (peer: Peer, role: Subscriber['role']): Subscriber => ({
  peer,
  role,
  isRefused: false,
  isFresh: true,
  held: newHeld(),
  isBehind: false,
})

export const takesChanges = (sub: Subscriber): boolean => sub.role === 'write' && !sub.isRefused

/** Those who can hear now, as their shard knows them; the others are marked as behind. */
export function hearersOf(subs: readonly Subscriber[]): ShardPeer[] {
  const hearers = subs.filter((sub) => {
    sub.isBehind = sub.peer.isFull()
    return !sub.isBehind
  })
  return hearers.map((sub) => inShard(sub))
}

/** A hearer as its shard is to see it. Whoever speaks in the same batch brings its own word of how fresh it is. */
export function inShard(sub: Subscriber, hasSpoken = false): ShardPeer {
  const { isFresh, nod } = sub
  sub.isFresh = false
  delete sub.nod
  if (isFresh && !hasSpoken) return { peer: sub.peer.id, fresh: freshness(sub) }
  return { peer: sub.peer.id, ...(nod && !isFresh && !hasSpoken ? { nod } : {}) }
}

export const freshness = (sub: Subscriber): 'read' | 'write' =>
  takesChanges(sub) ? 'write' : 'read'

/** It was too full for what was new, and is no longer. */
export const canHearAgain = (sub: Subscriber): boolean => sub.isBehind && !sub.peer.isFull()

/** What it sent hangs on changes that it never sent. */
export function closeIfOverdue(sub: Subscriber, tick: number, limits: Limits): void {
  if (!isOverdue(sub.held, tick, limits)) return
  sub.held = newHeld()
  sub.peer.close(4409, 'a dependency never came')
}

/** What the shard knew of it is gone. What it sent is gone too, and it sends a change once per connection. */
export function startAnew(sub: Subscriber): void {
  sub.isFresh = true
  delete sub.last
  delete sub.said
  delete sub.nod
  if (sub.held.changes.size > 0) sub.peer.close(4409, 'come again')
  sub.held = newHeld()
}

/** Lets a peer follow the document, and tells it as what. */
export function welcome(
  subs: Map<string, Subscriber>,
  documentId: string,
  { peer, role }: Pick<Subscriber, 'peer' | 'role'>,
): Subscriber {
  const sub = newSubscriber(peer, role)
  subs.set(peer.id, sub)
  tellAccess(peer, documentId, role)
  return sub
}

/** Who may only read is never asked for changes: it must hear that what it did goes nowhere. */
export function tellAccess(peer: Peer, documentId: string, may: Role): void {
  if (peer.haat) peer.send({ type: 'access', documentId, may })
}

/** Those of whom the batch holds nothing. */
export function silentOf(
  subs: ReadonlyMap<string, Subscriber>,
  batch: readonly { sub: Subscriber }[],
): Subscriber[] {
  const speaking = new Set(batch.map((one) => one.sub))
  return [...subs.values()].filter((sub) => !speaking.has(sub))
}
