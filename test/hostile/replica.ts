import { randomBytes } from 'node:crypto'
import {
  type Core,
  type CoreDocument,
  type CoreSyncState,
  isPanic,
} from '../../engine/host/core.ts'
import { guard } from '../../engine/host/guard.ts'
import { limits } from '../../engine/host/limits.ts'
import type { About, DocumentSort } from '../../engine/model/document.ts'
import { documentId } from '../../engine/model/document.ts'
import { GENESIS_ACTOR, genesis } from '../../engine/model/genesis.ts'
import { stockDraft } from '../../schema/documents/stock-draft.ts'
import { connect, type Peer, type Received } from './peer.ts'

/** The containers of a stock draft, by the op that made them: `about` is the first, then in order. */
export const MOVEMENTS = `2@${GENESIS_ACTOR}`
export const PRICES = `3@${GENESIS_ACTOR}`
export const INTENTS = `6@${GENESIS_ACTOR}`

export type Made = { hash: string; bytes: Uint8Array; deps: string[]; maxOp: number }

/** What is needed to make the next change of an actor. */
export type Author = { actor: string; seq: number; startOp: number; deps: string[] }

/** An honest copy of a document, kept by Automerge's core: syncs, writes, and is told what the server has. */
export type Replica = {
  id: string
  actor: string
  /** Wrong with the copy itself: what came from the server broke the core. */
  broken: string | undefined
  isOpen(): boolean
  /** Writes a movement and gives its hash. */
  write(key: string): string
  author(): Author
  /** Does the server say it has this change? */
  isTold(hash: string): boolean
  has(key: string): boolean
  textAt(object: string, key: string): unknown
  heads(): string[]
  changes(): Uint8Array[]
  /** Connects anew, with a fresh sync state. */
  join(url: string): Promise<boolean>
  leave(): void
  peer(): Peer | undefined
}

export function replicaOf(core: Core, about: About, { from = true } = {}): Replica {
  const id = documentId(about)
  const first = genesis(stockDraft as unknown as DocumentSort, about)
  const actor = randomBytes(16).toString('hex')
  const doc: CoreDocument | undefined = from ? core.load(first) : undefined
  const made: Uint8Array[] = from ? [first] : []
  let seq = 0
  let state: CoreSyncState = core.initSyncState()
  let peer: Peer | undefined
  let held = doc
  const told = new Set<string>()
  const replica: Replica = {
    id,
    actor,
    broken: undefined,
    isOpen: () => peer !== undefined && peer.closed === undefined,
    write(key) {
      const { bytes, hash } = movement(core, replica.author(), key)
      seq += 1
      copy().applyChanges([bytes])
      made.push(bytes)
      talk()
      return hash
    },
    author: () => ({ actor, seq: seq + 1, startOp: maxOp(copy()) + 1, deps: copy().getHeads() }),
    isTold: (hash) => told.has(hash),
    has: (key) => replica.textAt(MOVEMENTS, key) !== undefined,
    textAt: (object, key) => {
      try {
        return held?.getAll(object, key).at(-1)?.[1]
      } catch {
        return undefined
      }
    },
    heads: () => held?.getHeads().sort() ?? [],
    changes: () => [...made],
    async join(url) {
      peer?.leave()
      peer = await connect(url)
      if (!peer) return false
      state = core.initSyncState()
      const { frames } = peer
      for (const frame of frames) take(frame)
      peer.listen(take)
      if (held) talk()
      else peer.sync(id, {}, 'request')
      return true
    },
    leave: () => peer?.leave(),
    peer: () => peer,
  }

  function copy(): CoreDocument {
    held ??= core.load(first)
    return held
  }

  function talk(): void {
    const message = guarded(() => copy().generateSyncMessage(state))
    if (message) peer?.send({ type: 'sync', documentId: id, data: message })
  }

  function take(frame: Received): void {
    if (frame.documentId !== id || frame.type !== 'sync' || !frame.data || replica.broken) return
    const data = new Uint8Array(frame.data)
    for (const head of headsIn(data)) told.add(head)
    // What was made here and is in the past of what the server has is there too.
    guarded(() => copy().receiveSyncMessage(state, data))
    talk()
  }

  function guarded<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      if (isPanic(error) || !replica.broken) replica.broken = String(error).slice(0, 120)
      return undefined
    }
  }
  return replica
}

/** The heads of a sync message, which are its first part. */
function headsIn(data: Uint8Array): string[] {
  const count = data[1] ?? 0
  if (count >= 0x80) return []
  const hash = (i: number) => Buffer.from(data.subarray(2 + i * 32, 34 + i * 32)).toString('hex')
  return Array.from({ length: count }, (_, i) => hash(i))
}

const maxOp = (doc: CoreDocument) =>
  doc.getChangesMeta([]).reduce((most, meta) => Math.max(most, meta.maxOp), 0)

/** One text at a key of a container, as an honest client writes it. */
export function movement(
  core: Core,
  { actor, seq, startOp, deps }: Author,
  key: string,
  { object = MOVEMENTS, value = '{"n":1}', action = 'set' } = {},
): Made {
  const ops = [
    { action, obj: object, key, ...(action === 'set' ? { value } : {}), insert: false, pred: [] },
  ]
  const change = { actor, seq, startOp, time: 0, message: null, deps: [...deps].sort(), ops }
  const bytes = core.encodeChange(change as never)
  return { ...hashOf(bytes), bytes, deps, maxOp: startOp }
}

/** The hash of a chunk, as the guard reads it; of one that it does not read, nothing. */
export function hashOf(bytes: Uint8Array): { hash: string } {
  const seen = guard(bytes, limits)
  return { hash: seen.ok ? seen.hash : '' }
}
