import type { About } from '../../model/document.ts'
import type { Instant } from '../../model/env.ts'
import type { FoundIntent } from '../../model/pending.ts'
import type { Reason } from '../refusal.ts'

/**
 * Where a host keeps documents: rows of changes, snapshots to load from, and the intents that changes carry, in one
 * transaction. Document ids are their text, hashes and actors hex. An implementation passes `testing/host-store-suite.ts`.
 */
export type HostStore = {
  /** One name per database, given to peers as `storageId`: they compare our heads across reconnects by it. */
  identity(): Promise<string>
  load(id: string): Promise<LoadedDocument | undefined>
  /** Changes after number `n`, oldest first: what other nodes wrote. Undefined: no such document. */
  since(id: string, n: number): Promise<ChangeRow[] | undefined>
  /** The rows of those documents that are there, without anything of their changes. */
  described(ids: readonly string[]): Promise<Map<string, DocumentRow>>
  /** Newest change number of each document that is there and may be served, and whether it is sealed. */
  versions(ids: readonly string[]): Promise<Map<string, Standing>>
  /**
   * All or nothing per call: each document whose version is still the expected one gets its changes and intents.
   * Returns those that did; the others have moved and are to catch up first. A throw means unknown: it may have happened.
   */
  flush(flushes: readonly Flush[]): Promise<Set<string>>
  /** Keeps a verified save, one per number; the two of the highest numbers stay, in whatever order they come. */
  snapshot(id: string, snapshot: Snapshot): Promise<void>
  /** Keeps what was refused, once per document and hash; over `bytesPerPerson` without its bytes. */
  quarantine(rows: readonly QuarantineRow[], share: Share): Promise<void>
  setState(id: string, state: Exclude<DocumentState, 'erased'>): Promise<void>
  /**
   * Nothing of a document is left but its id: not its changes, its authors, its saves, what was refused of it, or what
   * it was about. What was never there is erased too, so that nobody makes it again.
   */
  erase(id: string): Promise<void>
  /**
   * Lets go of the bytes of changes, of many documents at most: those under the older of two saves, if that save is
   * older than `before`. The rows stay. Gives how many it let go of.
   */
  forgetBytes(before: Instant): Promise<number>
  close(): Promise<void>
}

/**
 * What is kept of the refusals of one person: bytes while they last, and so many rows. For each row beyond, the oldest of
 * the same reason (or of any, if there is none) is let go and counted.
 */
export type Share = { bytes: number; rows: number }

export type DocumentState = 'open' | 'sealed' | 'quarantined' | 'erased'

export type Standing = { version: number; isSealed: boolean }

export type DocumentRow = {
  id: string
  sort: string
  about: About
  state: DocumentState
  /** Number of its newest change: changes are numbered 1, 2, 3 … without a gap. */
  version: number
  heads: string[]
  ops: number
  maxOp: number
  /** Bytes of all its changes. */
  bytes: number
}

export type ChangeRow = {
  n: number
  hash: string
  actor: string
  seq: number
  startOp: number
  ops: number
  deps: string[]
  /** Empty once forgotten: saves hold it. */
  bytes: Uint8Array
  /** Who delivered it; '' for the first change, which is nobody's. `via` is the relay it came through. */
  person: string
  device: string
  via?: string
  at: Instant
}

/** A change without its bytes: enough for the document's order. `person` owns the actor. */
export type KnownChange = Pick<ChangeRow, 'hash' | 'actor' | 'seq' | 'startOp' | 'ops' | 'person'>

export type Snapshot = { n: number; heads: string[]; bytes: Uint8Array; at: Instant }

/** All that it takes to apply a change that no snapshot holds. */
export type LooseRow = Pick<ChangeRow, 'n' | 'bytes'>

export type LoadedDocument = {
  document: DocumentRow
  /** Kept saves, newest first. */
  snapshots: Snapshot[]
  /** Changes after the newest snapshot. */
  rows: LooseRow[]
  known: KnownChange[]
  /** Hashes refused for their bytes: they and what follows from them stay out. */
  poison: { hash: string; reason: Reason }[]
}

export type Flush = {
  id: string
  /** The version the changes come after; 0 makes the document. */
  expected: number
  sort: string
  about: About
  heads: string[]
  ops: number
  maxOp: number
  bytes: number
  /** Numbered `expected + 1` and on. */
  changes: ChangeRow[]
  intents: FoundIntent[]
}

export type QuarantineRow = {
  id: string
  document: string
  hash: string
  person: string
  device: string
  reason: Reason
  detail: string
  bytes: Uint8Array
  at: Instant
}
