import type { Role, Who } from './access.ts'
import type { Outbound } from './frame.ts'
import { type Held, newHeld } from './held.ts'
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
