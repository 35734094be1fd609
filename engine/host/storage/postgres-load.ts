import type { Pool } from 'pg'
import { documentBytes } from '../frame.ts'
import { toHex } from '../hex.ts'
import type { ChangeRow, KnownChange, LoadedDocument } from './host-store.ts'
import { POISON } from './memory.ts'

/**
 * A document whole. The document row is read first and nothing beyond its version afterwards: rows up to there never
 * change, so no transaction is needed.
 */
export async function loadDocument(pool: Pool, id: string): Promise<LoadedDocument | undefined> {
  const doc = idBytes(id)
  const { rows: documents } = await pool.query('SELECT * FROM documents WHERE id = $1', [doc])
  const row = documents[0]
  if (!row) return undefined
  const version = Number(row.version)
  const [snapshots, known, poison] = await Promise.all([
    pool.query('SELECT * FROM snapshots WHERE doc = $1 AND n <= $2 ORDER BY n DESC', [
      doc,
      version,
    ]),
    pool.query(
      `SELECT c.hash, c.actor, c.seq, c.start_op, c.ops, a.person
         FROM changes c JOIN actors a USING (doc, actor) WHERE c.doc = $1 AND c.n <= $2 ORDER BY c.n`,
      [doc, version],
    ),
    pool.query('SELECT hash, reason FROM quarantine WHERE doc = $1 AND reason = ANY($2)', [
      doc,
      POISON,
    ]),
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
  const { rows } = await pool.query('SELECT * FROM changes WHERE doc = $1 AND n > $2 ORDER BY n', [
    idBytes(id),
    n,
  ])
  if (rows.length > 0) return rows.map(changeRow)
  const { rowCount } = await pool.query('SELECT 1 FROM documents WHERE id = $1', [idBytes(id)])
  return rowCount ? [] : undefined
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
const knownChange = (row: any): KnownChange => ({
  hash: toHex(row.hash),
  actor: toHex(row.actor),
  seq: Number(row.seq),
  startOp: Number(row.start_op),
  ops: Number(row.ops),
  person: row.person,
})

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
const changeRow = (row: any): ChangeRow => ({
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
