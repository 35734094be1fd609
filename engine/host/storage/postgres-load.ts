import type { Pool } from 'pg'
import { documentBytes } from '../frame.ts'
import { toHex } from '../hex.ts'
import type { Reason } from '../refusal.ts'
import type { ChangeRow, DocumentRow, KnownChange, LoadedDocument } from './host-store.ts'
import { POISON } from './memory.ts'

/** A `bigint` column as the driver gives it: text, unless the pool reads it as a number. */
type Whole = string | number

type DocumentColumns = Pick<DocumentRow, 'sort' | 'about' | 'state'> & {
  version: Whole
  heads: Buffer[]
  ops: Whole
  max_op: Whole
  bytes: Whole
}
type SnapshotColumns = { n: Whole; heads: Buffer[]; bytes: Buffer; at: Date }
type KnownColumns = {
  hash: Buffer
  actor: Buffer
  seq: Whole
  start_op: Whole
  ops: Whole
  person: string
}
/** `bytes` is null once two snapshots hold the change, `via` when it came straight from its device. */
type ChangeColumns = KnownColumns & {
  n: Whole
  deps: Buffer[]
  bytes: Buffer | null
  device: string
  via: string | null
  at: Date
}

/**
 * A document whole. The document row is read first and nothing beyond its version afterwards: rows up to there never
 * change, so no transaction is needed.
 */
export async function loadDocument(pool: Pool, id: string): Promise<LoadedDocument | undefined> {
  const doc = idBytes(id)
  const { rows: documents } = await pool.query<DocumentColumns>(
    'SELECT * FROM documents WHERE id = $1',
    [doc],
  )
  const row = documents[0]
  if (!row) return undefined
  const version = Number(row.version)
  const [snapshots, known, poison] = await Promise.all([
    pool.query<SnapshotColumns>(
      'SELECT * FROM snapshots WHERE doc = $1 AND n <= $2 ORDER BY n DESC',
      [doc, version],
    ),
    pool.query<KnownColumns>(
      `SELECT c.hash, c.actor, c.seq, c.start_op, c.ops, a.person
         FROM changes c JOIN actors a USING (doc, actor) WHERE c.doc = $1 AND c.n <= $2 ORDER BY c.n`,
      [doc, version],
    ),
    pool.query<{ hash: Buffer; reason: Reason }>(
      'SELECT hash, reason FROM quarantine WHERE doc = $1 AND reason = ANY($2)',
      [doc, POISON],
    ),
  ])
  const newest = Number(snapshots.rows[0]?.n ?? 0)
  const changes = await rowsSince(pool, id, newest)
  return {
    document: {
      id,
      sort: row.sort,
      about: row.about,
      state: row.state,
      version,
      heads: row.heads.map(toHex),
      ops: Number(row.ops),
      maxOp: Number(row.max_op),
      bytes: Number(row.bytes),
    },
    snapshots: snapshots.rows.map((s) => ({
      n: Number(s.n),
      heads: s.heads.map(toHex),
      bytes: new Uint8Array(s.bytes),
      at: s.at.getTime(),
    })),
    rows: (changes ?? []).filter((change) => change.n <= version),
    known: known.rows.map(knownChange),
    poison: poison.rows.map((p) => ({ hash: toHex(p.hash), reason: p.reason })),
  }
}

export async function rowsSince(
  pool: Pool,
  id: string,
  n: number,
): Promise<ChangeRow[] | undefined> {
  const { rows } = await pool.query<ChangeColumns>(
    'SELECT * FROM changes WHERE doc = $1 AND n > $2 ORDER BY n',
    [idBytes(id), n],
  )
  if (rows.length > 0) return rows.map(changeRow)
  const { rowCount } = await pool.query('SELECT 1 FROM documents WHERE id = $1', [idBytes(id)])
  return rowCount ? [] : undefined
}

const knownChange = (row: KnownColumns): KnownChange => ({
  hash: toHex(row.hash),
  actor: toHex(row.actor),
  seq: Number(row.seq),
  startOp: Number(row.start_op),
  ops: Number(row.ops),
  person: row.person,
})

const changeRow = (row: ChangeColumns): ChangeRow => ({
  ...knownChange(row),
  n: Number(row.n),
  deps: row.deps.map(toHex),
  bytes: new Uint8Array(row.bytes ?? []),
  device: row.device,
  ...(row.via === null ? {} : { via: row.via }),
  at: row.at.getTime(),
})

export function idBytes(id: string): Buffer {
  const bytes = documentBytes(id)
  if (!bytes) throw new Error(`not a document id: ${id}`)
  return Buffer.from(bytes)
}
