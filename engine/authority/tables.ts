import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  customType,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

/** An identifier, compared bytewise whatever the database's language is. */
const word = customType<{ data: string; driverData: string }>({
  dataType: () => 'text COLLATE "C"',
})
const whole = (name: string) => bigint(name, { mode: 'number' })
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/**
 * A lane is one row: the lock that puts decisions in order, the gapless counter that numbers its facts, and the head of
 * its audit chain, so that neither needs a lock of its own.
 */
export const lanes = pgTable(
  'lanes',
  {
    name: word('name').primaryKey(),
    head: whole('head').notNull().default(0),
    auditSeq: whole('audit_seq').notNull().default(0),
    auditHash: word('audit_hash').notNull().default(''),
  },
  (t) => [check('lanes_counts_up', sql`${t.head} >= 0 AND ${t.auditSeq} >= 0`)],
)

/** Intents that wait for their lane, in the order they came. Written by the host with the change that carried them. */
export const pending = pgTable(
  'pending',
  {
    intent: uuid('intent').primaryKey(),
    arrival: whole('arrival').generatedAlwaysAsIdentity(),
    lane: word('lane').notNull(),
    kind: word('kind').notNull(),
    author: word('author').notNull(),
    device: word('device').notNull(),
    document: word('document').notNull(),
    change: word('change').notNull(),
    /** The scalar exactly as it stands in the document. */
    text: text('text').notNull(),
    payloadHash: word('payload_hash').notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
    attempts: integer('attempts').notNull().default(0),
    /** Put off after a failed attempt; never by a clock that differs from the database's. */
    notBefore: moment('not_before').notNull().default(sql`'-infinity'`),
    lastError: text('last_error'),
  },
  (t) => [
    index('pending_in_order').on(t.lane, t.arrival),
    index('pending_stumbled').on(t.lane, t.document).where(sql`${t.attempts} > 0`),
  ],
)

/** The one answer of an intent, for ever: a replay weeks later is told the same. INSERT only. */
export const outcomes = pgTable(
  'outcomes',
  {
    intent: uuid('intent').primaryKey(),
    lane: word('lane').notNull(),
    kind: word('kind').notNull(),
    author: word('author').notNull(),
    device: word('device').notNull(),
    document: word('document').notNull(),
    text: text('text').notNull(),
    payloadHash: word('payload_hash').notNull(),
    verdict: word('verdict').notNull(),
    /** Code of the refusal, or of the first problem of a review. */
    reason: word('reason'),
    /** What the author is told, whole. */
    answer: json('answer').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    check('outcomes_verdict', sql`${t.verdict} IN ('accepted', 'refused', 'review')`),
    check('outcomes_no_has_a_reason', sql`(${t.verdict} = 'accepted') = (${t.reason} IS NULL)`),
  ],
)

/** What became true, numbered 1, 2, 3 … within its lane. INSERT only. */
export const facts = pgTable(
  'facts',
  {
    lane: word('lane').notNull(),
    seq: whole('seq').notNull(),
    key: word('key').notNull(),
    kind: word('kind').notNull(),
    value: json('value').notNull(),
    intent: uuid('intent').notNull(),
    at: moment('at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.lane, t.seq] }),
    check('facts_count_from_one', sql`${t.seq} >= 1`),
  ],
)

/** Disagreements kept for a person to look at; `id` is the hash of rule, key, a and b, so each is kept once. */
export const conflicts = pgTable(
  'conflicts',
  {
    id: uuid('id').primaryKey(),
    openedAt: moment('opened_at').notNull(),
    category: word('category').notNull(),
    rule: word('rule').notNull(),
    lane: word('lane').notNull(),
    key: word('key').notNull(),
    /** The intent that opened it, its author and its document. */
    intent: uuid('intent').notNull(),
    author: word('author').notNull(),
    document: word('document').notNull(),
    a: json('a').notNull(),
    b: json('b').notNull(),
    result: json('result'),
    options: json('options'),
    reviewer: word('reviewer').notNull(),
    assignee: word('assignee'),
    dueAt: moment('due_at').notNull(),
    moneyAtRisk: whole('money_at_risk').notNull().default(0),
    state: word('state').notNull(),
    resolvedBy: word('resolved_by'),
    reason: text('reason'),
    resolvedAt: moment('resolved_at'),
  },
  (t) => [
    index('conflicts_of_intent').on(t.intent),
    index('conflicts_open').on(t.lane).where(sql`${t.state} = 'open'`),
    check('conflicts_category', sql`${t.category} IN ('merged', 'two-values', 'business')`),
    check('conflicts_state', sql`${t.state} IN ('info', 'open', 'resolved')`),
    check(
      'conflicts_resolved_by_somebody',
      sql`(${t.state} = 'resolved') = (${t.resolvedBy} IS NOT NULL AND ${t.resolvedAt} IS NOT NULL)`,
    ),
  ],
)

/**
 * A chain per home lane: `hash` is SHA-256 of the previous hash and of `row`, the canonical JSON of all that was
 * decided and what it was decided from. The other columns repeat parts of `row` for whoever searches. INSERT only.
 */
export const audit = pgTable(
  'audit',
  {
    chain: word('chain').notNull(),
    seq: whole('seq').notNull(),
    at: moment('at').notNull(),
    what: word('what').notNull(),
    intent: uuid('intent'),
    row: text('row').notNull(),
    hash: word('hash').notNull(),
  },
  (t) => [primaryKey({ columns: [t.chain, t.seq] })],
)

/** What the world outside must be told; only its senders touch the outside. `key` is the provider's idempotency key. */
export const outbox = pgTable(
  'outbox',
  {
    id: whole('id').primaryKey().generatedAlwaysAsIdentity(),
    queue: word('queue').notNull(),
    key: word('key').notNull().unique(),
    intent: uuid('intent').notNull(),
    payload: json('payload').notNull(),
    state: word('state').notNull().default('due'),
    attempts: integer('attempts').notNull().default(0),
    nextAt: moment('next_at').notNull().defaultNow(),
    leaseUntil: moment('lease_until'),
    lastError: text('last_error'),
  },
  (t) => [
    index('outbox_due').on(t.queue, t.nextAt).where(sql`${t.state} = 'due'`),
    check('outbox_state', sql`${t.state} IN ('due', 'sending', 'sent', 'dead')`),
  ],
)

/** Known ids that came again with another text: they change nothing, and their lane makes a conflict of each. */
export const reused = pgTable(
  'reused',
  {
    intent: uuid('intent').notNull(),
    payloadHash: word('payload_hash').notNull(),
    lane: word('lane').notNull(),
    author: word('author').notNull(),
    device: word('device').notNull(),
    document: word('document').notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.intent, t.payloadHash] }), index('reused_of_lane').on(t.lane)],
)
