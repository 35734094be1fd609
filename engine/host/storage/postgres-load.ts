import type { Pool } from 'pg'
import { documentBytes, documentText } from '../frame.ts'
import { toHex } from '../hex.ts'
import type { Reason } from '../refusal.ts'
import type {
  ChangeRow,
  DocumentRow,
  KnownChange,
  LoadedDocument,
  Snapshot,
  Standing,
} from './host-store.ts'
import { POISON, standingOf } from './memory.ts'
import { prepared } from './prepared.ts'

/** A `bigint` column as the driver gives it: text, unless the pool reads it as a number. */
type Whole = string | number

type Doc = { doc: Buffer }
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
type LooseColumns = { n: Whole; bytes: Buffer | null; is_loose: boolean }
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
 * Documents whole, many in as many queries as one. Their rows are read first and nothing beyond their versions afterwards:
 * rows up to there never change, so no transaction is needed.
 */
export async function loadDocuments(
  pool: Pool,
  ids: readonly string[],
): Promise<Map<string, LoadedDocument>> {
  const described = await describeDocuments(pool, ids)
  const bounds = [
    [...described.keys()].map(idBytes),
    [...described.values()].map((document) => document.version),
  ]
  if (described.size === 0) return new Map()
  const [snapshots, changes, poison] = await Promise.all([
    prepared(pool).query<SnapshotColumns & Doc>(
      `SELECT s.* FROM unnest($1::bytea[], $2::bigint[]) AS t(doc, version)
         JOIN snapshots s ON s.doc = t.doc AND s.n <= t.version ORDER BY s.doc, s.n DESC`,
      bounds,
    ),
    // The bytes of what a snapshot holds stay where they are.
    prepared(pool).query<KnownColumns & LooseColumns & Doc>(
      `SELECT c.doc, c.n, c.hash, c.actor, c.seq, c.start_op, c.ops, a.person, c.n > newest.n AS is_loose,
              CASE WHEN c.n > newest.n THEN c.bytes END AS bytes
         FROM unnest($1::bytea[], $2::bigint[]) AS t(doc, version)
        CROSS JOIN LATERAL (
                SELECT coalesce(max(s.n), 0) AS n FROM snapshots s WHERE s.doc = t.doc AND s.n <= t.version
              ) newest
         JOIN changes c ON c.doc = t.doc AND c.n <= t.version
         JOIN actors a ON a.doc = c.doc AND a.actor = c.actor
        ORDER BY c.doc, c.n`,
      bounds,
    ),
    prepared(pool).query<Doc & { hash: Buffer; reason: Reason }>(
      'SELECT doc, hash, reason FROM quarantine WHERE doc = ANY($1) AND reason = ANY($2)',
      [bounds[0], POISON],
    ),
  ])
  const loaded = new Map<string, LoadedDocument>()
  const byBytes = new Map<string, LoadedDocument>()
  for (const [id, document] of described) {
    const whole = { document, snapshots: [], rows: [], known: [], poison: [] }
    loaded.set(id, whole)
    byBytes.set(idBytes(id).toString('hex'), whole)
  }
  const of = (row: Doc) => byBytes.get(row.doc.toString('hex')) as LoadedDocument
  for (const row of snapshots.rows) of(row).snapshots.push(snapshot(row))
  for (const row of changes.rows) {
    const { known, rows } = of(row)
    known.push(knownChange(row))
    if (row.is_loose) rows.push({ n: Number(row.n), bytes: new Uint8Array(row.bytes ?? []) })
  }
  for (const row of poison.rows) of(row).poison.push({ hash: toHex(row.hash), reason: row.reason })
  return loaded
}

/** The rows of documents alone. */
export async function describeDocuments(
  pool: Pool,
  ids: readonly string[],
): Promise<Map<string, DocumentRow>> {
  const texts = new Map(ids.map((id) => [idBytes(id).toString('hex'), id]))
  const sql = 'SELECT * FROM documents WHERE id = ANY($1)'
  const { rows } = await prepared(pool).query<DocumentColumns & { id: Buffer }>(sql, [
    [...texts.keys()].map((hex) => Buffer.from(hex, 'hex')),
  ])
  return new Map(
    rows.map((row) => {
      const id = texts.get(row.id.toString('hex')) as string
      return [id, documentRow(id, row)]
    }),
  )
}

export async function rowsSince(
  pool: Pool,
  id: string,
  n: number,
): Promise<ChangeRow[] | undefined> {
  const { rows } = await prepared(pool).query<ChangeColumns>(
    'SELECT * FROM changes WHERE doc = $1 AND n > $2 ORDER BY n',
    [idBytes(id), n],
  )
  if (rows.length > 0) return rows.map(changeRow)
  const { rowCount } = await pool.query('SELECT 1 FROM documents WHERE id = $1', [idBytes(id)])
  return rowCount ? [] : undefined
}

/** Those that may be served, and what is new of them. */
export async function standings(
  pool: Pool,
  ids: readonly string[],
): Promise<Map<string, Standing>> {
  const { rows } = await pool.query<Pick<DocumentRow, 'state'> & { id: Buffer; version: Whole }>(
    'SELECT id, version, state FROM documents WHERE id = ANY($1)',
    [ids.map(idBytes)],
  )
  return new Map(
    rows.flatMap(({ id, version, state }) =>
      standingOf({ id: documentText(id), version: Number(version), state }),
    ),
  )
}

const documentRow = (id: string, row: DocumentColumns): DocumentRow => ({
  id,
  sort: row.sort,
  about: row.about,
  state: row.state,
  version: Number(row.version),
  heads: row.heads.map(toHex),
  ops: Number(row.ops),
  maxOp: Number(row.max_op),
  bytes: Number(row.bytes),
})

const snapshot = (row: SnapshotColumns): Snapshot => ({
  n: Number(row.n),
  heads: row.heads.map(toHex),
  bytes: new Uint8Array(row.bytes),
  at: row.at.getTime(),
})

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
