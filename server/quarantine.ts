import type pg from 'pg'
import { documentText } from '../engine/host/index.ts'

/** A change that was refused, as admins see it. `bytes` is its size; 0 when the person's share was used up. */
export type Quarantined = {
  id: string
  document: string
  /** Absent when the document was never made. */
  sort?: string
  hash: string
  person: string
  device: string
  reason: string
  detail: string
  bytes: number
  at: number
}

/** Most counts that are told at once. */
const LET_GO = 200

/** Newest first, those before `before` (an id; they are UUIDv7), at most `limit`; of one person, if asked so. */
export async function listQuarantine(
  pool: pg.Pool,
  { before, person, limit }: { before?: string; person?: string; limit: number },
): Promise<Quarantined[]> {
  const { rows } = await pool.query(
    `SELECT q.id, q.doc, d.sort, encode(q.hash, 'hex') AS hash, q.person, q.device, q.reason, q.detail,
            coalesce(length(q.bytes), 0) AS bytes, q.at
       FROM quarantine q LEFT JOIN documents d ON d.id = q.doc
      WHERE ($1::uuid IS NULL OR q.id < $1) AND ($2::text IS NULL OR q.person = $2)
      ORDER BY q.id DESC LIMIT $3`,
    [before ?? null, person ?? null, limit],
  )
  return rows.map(({ doc, sort, at, ...row }) => ({
    ...row,
    document: documentText(doc),
    ...(sort === null ? {} : { sort }),
    at: at.getTime(),
  }))
}

/** Refusals that were let go because their person had too many: how many of each reason, and when the newest went. */
export async function listLetGo(
  pool: pg.Pool,
  person: string | undefined,
): Promise<{ person: string; reason: string; count: number; at: number }[]> {
  const { rows } = await pool.query(
    `SELECT person, reason, count::int, at FROM quarantine_counts
      WHERE $1::text IS NULL OR person = $1 ORDER BY at DESC LIMIT ${LET_GO}`,
    [person ?? null],
  )
  return rows.map(({ at, ...row }) => ({ ...row, at: at.getTime() }))
}

/** The change as it came; undefined when it is not there or its bytes were not kept. */
export async function quarantinedBytes(pool: pg.Pool, id: string): Promise<Uint8Array | undefined> {
  const { rows } = await pool.query('SELECT bytes FROM quarantine WHERE id = $1', [id])
  return rows[0]?.bytes ?? undefined
}
