import type { Instant } from '../model/env.ts'
import type { FactRow } from '../model/fact.ts'
import type { FoundIntent } from '../model/pending.ts'

/**
 * Where the serial plane is kept. The authority's loop is written against this alone and runs on Postgres and, in
 * simulation, on maps. Every method rejects with a `StoreError`, and with nothing else, when the store is at fault.
 */
export type AuthorityStore = {
  /** Lanes with work that is due, the longest-waiting first; at most `LANES_DUE`. */
  due(): Promise<string[]>
  /** Begins a batch, or gives undefined: another node has the lane, or there is none of this name. */
  take(lane: string, limit: number): Promise<LaneHold | undefined>
  /** Counts a failed attempt of an intent that waits and puts it off, by the store's clock. */
  putOff(intent: string, late: { ms: number; error: string }): Promise<void>
}

/** Where the facts are read from; besides `AuthorityStore`, by whoever serves the feed. */
export type FactStore = {
  /** Facts of a lane numbered above `after`, in order. */
  after(lane: string, after: number, limit: number): Promise<FactRow[]>
  /** These facts of a lane, in order. */
  at(lane: string, seqs: readonly number[]): Promise<FactRow[]>
  /** Of each key changed after `after`, the number of its latest fact; at most `limit` of them, in no order. */
  latest(lane: string, after: number, limit: number): Promise<{ key: string; seq: number }[]>
  /** Newest number of each lane; 0 for a lane that does not exist yet. */
  heads(lanes: readonly string[]): Promise<LaneHead[]>
}

export type LaneHead = [lane: string, head: number]

/** Most lanes named by one `due()`. */
export const LANES_DUE = 64

/**
 * One open batch: the lane's row is locked until `commit` or `release`, one of which must be called. What it shows was
 * read after the lock was held.
 */
export type LaneHold = {
  lane: string
  /** Number of the lane's newest fact. */
  head: number
  /** Number and hash of the newest row of the lane's audit chain. */
  auditSeq: number
  auditHash: string
  /** The batch's one clock: the store's. */
  at: Instant
  /** Due intents in the order they came, at most `limit`. One whose document has an earlier one put off waits too. */
  batch: readonly WaitingIntent[]
  /** Some of what comes after the batch, as far as the store has seen it: a hint. */
  ahead: readonly WaitingIntent[]
  /** Which of the batch were answered before, and the hash of the text that was answered. */
  answered: ReadonlyMap<string, string>
  /** Known ids that came again with another text; only those whose first text is answered. */
  reused: readonly ReusedIntent[]
  /** The rows of `area` whose index `by` has one of these distinct, sorted keys; locked if the area locks. */
  load(area: string, by: string, keys: readonly string[]): Promise<unknown[]>
  /**
   * `sent` is called when all is on its way and the store is at work on it.
   * `unknown`: the reply was lost. Nothing is told from memory then: whoever takes the lane again sees what is true. */
  commit(
    written: Written,
    sent?: () => void,
  ): Promise<{ reply: 'ok'; heads: LaneHead[] } | { reply: 'unknown' }>
  release(): Promise<void>
}

export type WaitingIntent = FoundIntent & { payloadHash: string; attempts: number }

export type ReusedIntent = {
  intent: string
  payloadHash: string
  author: string
  device: string
  document: string
  /** The hash that was answered. */
  answeredHash: string
}

/**
 * All that a batch changes; the store numbers the facts and writes it in one transaction. It is decided and put together
 * part by part when the store asks for it, so that the store is at work meanwhile.
 */
export type Written = {
  at: Instant
  /** Each part is made when its turn comes, and only once; asking throws what deciding throws. */
  parts: Iterable<WrittenPart>
  /** What is known when all parts are made. */
  rest(): WrittenRest
  /** The home lane's next links, in order; made after all else, part by part as well. */
  links: Iterable<readonly AuditRow[]>
}

export type WrittenPart = {
  /** Changed rows, whole, in the areas' order and in key order. Those of a later part replace them. */
  rows: readonly { area: string; rows: readonly unknown[] }[]
  outcomes: readonly OutcomeRow[]
}

export type WrittenRest = {
  /** By lane: the home lane first, then followers sorted bytewise; within a lane in the order they are numbered. */
  facts: readonly { lane: string; facts: readonly WrittenFact[] }[]
  conflicts: readonly ConflictRow[]
  /** Reviews that are closed because their author asked again. A review of somebody else stays as it is. */
  closes: readonly { review: string; author: string; by: string }[]
  /** Leave `pending` and `reused`. */
  done: readonly string[]
  drained: readonly { intent: string; payloadHash: string }[]
}

/** `value` is canonical JSON. */
export type WrittenFact = { key: string; kind: string; value: string; intent: string }

export type OutcomeRow = {
  intent: string
  lane: string
  kind: string
  author: string
  device: string
  document: string
  text: string
  payloadHash: string
  verdict: 'accepted' | 'refused' | 'review'
  reason?: string
  /** An `Answer` as canonical JSON. */
  answer: string
}

/** `a`, `b`, `result` and `options` are canonical JSON. */
export type ConflictRow = {
  id: string
  category: 'merged' | 'two-values' | 'business'
  rule: string
  lane: string
  key: string
  intent: string
  author: string
  document: string
  a: string
  b: string
  result?: string
  options?: string
  reviewer: string
  moneyAtRiskPaise: number
  state: 'info' | 'open'
}

export type AuditRow = { seq: number; what: string; intent: string; row: string; hash: string }

/** The store said no or went away. `sqlstate` is PostgreSQL's; a connection lost without a word counts as `08006`. */
export class StoreError extends Error {
  readonly sqlstate: string

  constructor(sqlstate: string, saw: string, cause?: unknown) {
    super(`${sqlstate}: ${saw}`, { cause })
    this.name = 'StoreError'
    this.sqlstate = sqlstate
  }
}
