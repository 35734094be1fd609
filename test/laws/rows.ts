import type { Json } from '../../engine/model/canonical.ts'
import type { Verdict } from '../../engine/model/decision.ts'
import type { About } from '../../engine/model/document.ts'
import type { Instant } from '../../engine/model/env.ts'
import type { FactRow } from '../../engine/model/fact.ts'

/**
 * A whole database as plain arrays, taken at one moment. Postgres (`dump.ts`) and the maps of the simulation give the
 * same shape. Hashes and document ids are hex and base58check text; rows of a table stand in no particular order.
 */
export type Rows = {
  /** The database's clock when this was taken. */
  at: Instant
  lanes: LaneRow[]
  facts: FactRow[]
  pending: { intent: string; lane: string; receivedAt: Instant }[]
  outcomes: OutcomeRow[]
  audit: AuditRow[]
  conflicts: ConflictRow[]
  documents: DocumentRow[]
  changes: ChangeRow[]
  actors: { doc: string; actor: string; person: string }[]
  snapshots: SnapshotRow[]
  quarantine: { doc: string; hash: string; person: string; reason: string }[]
  /** Every area's table by the area's name (`stock`, `orders`, …), rows as the area's facts make them. */
  areas: { [area: string]: unknown[] }
}

export type LaneRow = { name: string; head: number; auditSeq: number; auditHash: string }

export type OutcomeRow = {
  intent: string
  lane: string
  kind: string
  author: string
  device: string
  document: string
  /** The scalar, verbatim. */
  text: string
  payloadHash: string
  verdict: Verdict
  /** Code of the refusal, or of the first problem of a review. */
  reason?: string
  /** What the author is told, whole. */
  answer: Json
  at: Instant
}

/** One link of a chain: `hash` is SHA-256 of the hash before it and of `row`, canonical JSON of all that was decided. */
export type AuditRow = {
  chain: string
  seq: number
  what: string
  intent?: string
  row: string
  hash: string
}

export type ConflictRow = {
  id: string
  rule: string
  key: string
  lane: string
  intent: string
  a: Json
  b: Json
  state: string
}

export type DocumentRow = {
  id: string
  about: About
  state: string
  version: number
  heads: string[]
}

export type ChangeRow = {
  doc: string
  n: number
  hash: string
  actor: string
  seq: number
  deps: string[]
  /** Absent once folded into a kept snapshot. */
  bytes?: Uint8Array
  person: string
  device: string
  at: Instant
}

export type SnapshotRow = { doc: string; n: number; heads: string[]; bytes: Uint8Array }

/** How one replica (`at`) shows a document: sorted heads as hex, and the canonical JSON of its plain projection. */
export type ShownDocument = { at: string; doc: string; heads: string[]; shown: string }
