import type { Pool } from 'pg'
import type { Instant } from '../../model/env.ts'
import { fromHex } from '../hex.ts'
import type { QuarantineRow, Share, Snapshot } from './host-store.ts'
import { idBytes } from './postgres-load.ts'

/** What one statement forgets at most, so that nobody waits long for it. */
const FORGET_AT_ONCE = 10_000

const bytesOf = (hex: string) => Buffer.from(hex, 'hex')

/** Keeps the two newest: one to load from and one in case it does not load. */
export async function saveSnapshot(pool: Pool, id: string, { n, heads, bytes, at }: Snapshot) {
  await pool.query(
    `INSERT INTO snapshots (doc, n, heads, bytes, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [idBytes(id), n, heads.map(bytesOf), Buffer.from(bytes), new Date(at)],
  )
  await pool.query(
    `DELETE FROM snapshots WHERE doc = $1 AND n NOT IN (SELECT n FROM snapshots WHERE doc = $1 ORDER BY n DESC LIMIT 2)`,
    [idBytes(id)],
  )
}

export async function saveRefused(pool: Pool, rows: readonly QuarantineRow[], share: Share) {
  for (const row of rows) {
    // All of it sees the rows as they were before: the new one is never the oldest.
    await pool.query(
      `WITH theirs AS (
         SELECT coalesce(sum(length(bytes)), 0) AS used, count(*) AS held FROM quarantine WHERE person = $4
       ), added AS (
         INSERT INTO quarantine (id, doc, hash, person, device, reason, detail, bytes, at)
         SELECT $1, $2, $3, $4, $5, $6, $7, CASE WHEN used + length($8::bytea) <= $10 THEN $8::bytea END, $9
           FROM theirs
         ON CONFLICT (doc, hash) DO NOTHING RETURNING id
       ), gone AS (
         DELETE FROM quarantine WHERE EXISTS (SELECT FROM added) AND id IN (
           SELECT id FROM quarantine WHERE person = $4 ORDER BY reason <> $6, at, id
            LIMIT (SELECT greatest(held + 1 - $11, 0) FROM theirs))
         RETURNING reason
       )
       INSERT INTO quarantine_counts (person, reason, count, at)
       SELECT $4, reason, count(*), $9 FROM gone GROUP BY reason
       ON CONFLICT (person, reason) DO UPDATE
         SET count = quarantine_counts.count + excluded.count, at = excluded.at`,
      [
        row.id,
        idBytes(row.document),
        Buffer.from(fromHex(row.hash)),
        row.person,
        row.device,
        row.reason,
        row.detail,
        Buffer.from(row.bytes),
        new Date(row.at),
        share.bytes,
        share.rows,
      ],
    )
  }
}

/** The row stays as a tombstone: its lock keeps writers out, and no replica can make the document again. */
export async function eraseDocument(pool: Pool, id: string): Promise<void> {
  const tx = await pool.connect()
  let broken: Error | undefined
  try {
    await tx.query('BEGIN')
    await tx.query(
      `INSERT INTO documents (id, sort, about, state, version, heads, changes, ops, max_op, bytes)
       VALUES ($1, '', '{"sort":""}', 'erased', 0, '{}', 0, 0, 0, 0)
       ON CONFLICT (id) DO UPDATE SET sort = excluded.sort, about = excluded.about, state = excluded.state,
         version = 0, heads = '{}', changes = 0, ops = 0, max_op = 0, bytes = 0`,
      [idBytes(id)],
    )
    for (const table of ['changes', 'snapshots', 'actors', 'quarantine']) {
      await tx.query(`DELETE FROM ${table} WHERE doc = $1`, [idBytes(id)])
    }
    await tx.query('COMMIT')
  } catch (error) {
    broken = error as Error
    await tx.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    tx.release(broken)
  }
}

export async function forgetBytes(pool: Pool, before: Instant): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH older AS (
       SELECT doc, min(n) AS n FROM snapshots GROUP BY doc HAVING count(*) = 2 AND min(at) < $1
     ), due AS (
       SELECT c.doc, c.n FROM changes c JOIN older USING (doc)
        WHERE c.n <= older.n AND c.bytes IS NOT NULL LIMIT ${FORGET_AT_ONCE}
     )
     UPDATE changes c SET bytes = NULL FROM due WHERE c.doc = due.doc AND c.n = due.n`,
    [new Date(before)],
  )
  return rowCount ?? 0
}
