import type Database from 'better-sqlite3'
import type { ChangeRow, DocumentRow, KnownChange, LoadedDocument } from './host-store.ts'
import { POISON } from './memory.ts'

/** A document whole, read without a pause, so that no flush can come between. */
export function loadFromSqlite(
  database: Database.Database,
  id: string,
): LoadedDocument | undefined {
  const all = (sql: string, ...values: unknown[]) => database.prepare(sql).all(...values) as Row[]
  const [row] = all('SELECT * FROM documents WHERE id = ?', id)
  if (!row) return undefined
  const snapshots = all('SELECT * FROM snapshots WHERE doc = ? ORDER BY n DESC', id)
  const newest = Number(snapshots[0]?.n ?? 0)
  const known = all(
    `SELECT c.hash, c.actor, c.seq, c.start_op, c.ops, a.person
       FROM changes c JOIN actors a USING (doc, actor) WHERE c.doc = ? ORDER BY c.n`,
    id,
  )
  const reasons = POISON.map(() => '?').join(', ')
  const refused = `SELECT hash, reason FROM quarantine WHERE doc = ? AND reason IN (${reasons})`
  return {
    document: documentRow(row),
    snapshots: snapshots.map(({ n, heads, bytes, at }) => ({
      n,
      heads: parted(heads),
      bytes: new Uint8Array(bytes),
      at,
    })),
    rows: all('SELECT n, bytes FROM changes WHERE doc = ? AND n > ? ORDER BY n', id, newest).map(
      ({ n, bytes }) => ({ n, bytes: new Uint8Array(bytes ?? []) }),
    ),
    known: known.map(knownChange),
    poison: all(refused, id, ...POISON).map(({ hash, reason }) => ({ hash, reason })),
  }
}

/** The row of a document alone. */
export function describeInSqlite(database: Database.Database, id: string): DocumentRow[] {
  const row = database.prepare('SELECT * FROM documents WHERE id = ?').get(id)
  return row ? [documentRow(row)] : []
}

const documentRow = (row: Row): DocumentRow => ({
  id: row.id,
  sort: row.sort,
  about: JSON.parse(row.about),
  state: row.state,
  version: row.version,
  heads: parted(row.heads),
  ops: row.ops,
  maxOp: row.max_op,
  bytes: row.bytes,
})

// biome-ignore lint/suspicious/noExplicitAny: a row as the driver gives it
type Row = any

const knownChange = ({ hash, actor, seq, start_op: startOp, ops, person }: Row): KnownChange => ({
  hash,
  actor,
  seq,
  startOp,
  ops,
  person,
})

export const changeRow = (row: Row): ChangeRow => ({
  ...knownChange(row),
  n: row.n,
  deps: parted(row.deps),
  bytes: new Uint8Array(row.bytes ?? []),
  device: row.device,
  ...(row.via === null ? {} : { via: row.via }),
  at: row.at,
})

export const joined = (hashes: readonly string[]): string => hashes.join(',')
const parted = (text: string): string[] => (text === '' ? [] : text.split(','))
