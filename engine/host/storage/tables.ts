import {
  bigint,
  boolean,
  customType,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })
const hashes = customType<{ data: Uint8Array[] }>({ dataType: () => 'bytea[]' })
const count = (name: string) => bigint(name, { mode: 'number' })
const at = () => timestamp('at', { withTimezone: true }).notNull()

/** One row per document. `version` is the number of its newest change and what writers compare and set. */
export const documents = pgTable('documents', {
  id: bytea('id').primaryKey(),
  sort: text('sort').notNull(),
  about: jsonb('about').notNull(),
  state: text('state').notNull(),
  version: count('version').notNull(),
  heads: hashes('heads').notNull(),
  changes: count('changes').notNull(),
  ops: count('ops').notNull(),
  maxOp: count('max_op').notNull(),
  bytes: count('bytes').notNull(),
})

/** Every change ever admitted, numbered per document without a gap. `bytes` may go when two snapshots hold it. */
export const changes = pgTable(
  'changes',
  {
    doc: bytea('doc').notNull(),
    n: count('n').notNull(),
    hash: bytea('hash').notNull(),
    actor: bytea('actor').notNull(),
    seq: count('seq').notNull(),
    startOp: count('start_op').notNull(),
    ops: count('ops').notNull(),
    deps: hashes('deps').notNull(),
    bytes: bytea('bytes'),
    person: text('person').notNull(),
    device: text('device').notNull(),
    via: text('via'),
    at: at(),
  },
  (t) => [
    primaryKey({ columns: [t.doc, t.n] }),
    unique().on(t.doc, t.hash),
    unique().on(t.doc, t.actor, t.seq),
    foreignKey({ columns: [t.doc], foreignColumns: [documents.id] }),
  ],
)

export const snapshots = pgTable(
  'snapshots',
  {
    doc: bytea('doc').notNull(),
    n: count('n').notNull(),
    heads: hashes('heads').notNull(),
    bytes: bytea('bytes').notNull(),
    at: at(),
  },
  (t) => [
    primaryKey({ columns: [t.doc, t.n] }),
    foreignKey({ columns: [t.doc], foreignColumns: [documents.id] }),
  ],
)

/** Who speaks through an actor: whoever delivered its first change. */
export const actors = pgTable(
  'actors',
  {
    doc: bytea('doc').notNull(),
    actor: bytea('actor').notNull(),
    person: text('person').notNull(),
    device: text('device').notNull(),
    via: text('via'),
    at: at(),
  },
  (t) => [
    primaryKey({ columns: [t.doc, t.actor] }),
    foreignKey({ columns: [t.doc], foreignColumns: [documents.id] }),
  ],
)

/** What was refused, with its bytes while the person's share lasts. `doc` may be a document that was never made. */
export const quarantine = pgTable(
  'quarantine',
  {
    id: uuid('id').primaryKey(),
    doc: bytea('doc').notNull(),
    hash: bytea('hash').notNull(),
    person: text('person').notNull(),
    device: text('device').notNull(),
    reason: text('reason').notNull(),
    detail: text('detail').notNull(),
    bytes: bytea('bytes'),
    at: at(),
    decision: text('decision'),
    decidedBy: text('decided_by'),
  },
  (t) => [unique().on(t.doc, t.hash), index('quarantine_person').on(t.person)],
)

/** How many refusals of a person were let go, the oldest first, once there were more rows than one person may have. */
export const quarantineCounts = pgTable(
  'quarantine_counts',
  {
    person: text('person').notNull(),
    reason: text('reason').notNull(),
    count: count('count').notNull(),
    /** When the newest of them was let go. */
    at: at(),
  },
  (t) => [primaryKey({ columns: [t.person, t.reason] })],
)

/** One row: the name by which peers know this database. */
export const hostIdentity = pgTable('host_identity', {
  one: boolean('one').primaryKey().default(true),
  storageId: uuid('storage_id').notNull(),
})
