import type { HostContext } from './context.ts'
import type { Resident } from './resident.ts'
import type { Frame } from './stranger.ts'
import type { Subscriber } from './subscriber.ts'
import { READ_ONLY, SYNC_RESET, type SyncMessage, writeSyncMessage } from './sync-message.ts'

type Versioned = Pick<Resident, 'version' | 'heads'>

/**
 * After each change every peer says that it has it. Automerge answers nothing to that, so the document need not be
 * troubled: the peer's sync state hears of it with the next news. True if this frame is such a nod, and is dealt with.
 */
export function isNoted(
  { observe }: Pick<HostContext, 'observe'>,
  frame: Pick<Frame, 'peer' | 'message' | 'digest'>,
  resident: Versioned | undefined,
  subs: ReadonlyMap<string, Subscriber>,
): boolean {
  const sub = subs.get(frame.peer.id)
  if (!resident || !sub || sub.said !== resident.version) return false
  if (sub.isFresh || sub.isRefused || sub.isBehind || sub.held.changes.size > 0) return false
  const { peer, message, digest } = frame
  if (!isNod(message, resident.heads)) return false
  sub.last = { digest, version: resident.version, message }
  sub.nod = nodOf(resident)
  observe({ event: 'nod' })
  peer.settle()
  return true
}

/** I have exactly what you have told me, and lack nothing. */
function isNod({ heads, need, have, changes, flags = 0 }: SyncMessage, ours: string[]): boolean {
  if (changes.length > 0 || need.length > 0 || have.length !== 1) return false
  if ((flags & (SYNC_RESET | READ_ONLY)) !== 0) return false
  const [since] = have
  return since?.bloom.length === 0 && isSame(heads, ours) && isSame(since.lastSync, ours)
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((hash, i) => hash === others[i])

/** The same bytes for all who nod to one version: they travel to the shard once. */
const nods = new WeakMap<Versioned, { version: number; bytes: Uint8Array }>()

function nodOf(resident: Versioned): Uint8Array {
  const { version, heads } = resident
  const known = nods.get(resident)
  if (known?.version === version) return known.bytes
  const have = [{ lastSync: heads, bloom: new Uint8Array(0) }]
  const bytes = writeSyncMessage({ version: 1, heads, need: [], have, changes: [] })
  nods.set(resident, { version, bytes })
  return bytes
}
