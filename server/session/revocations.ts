import type pg from 'pg'
import type { Revocation } from '../../engine/host/index.ts'

/**
 * Reads what has been revoked since it was read last, each once, however late its transaction ends. What was revoked
 * before it was opened concerns no socket of this node.
 */
export async function openRevocations(pool: pg.Pool): Promise<() => Promise<Revocation[]>> {
  const now = 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS mark'
  let { mark } = (await pool.query<{ mark: string }>(now)).rows[0] as { mark: string }
  let seen = new Set<string>()
  // One statement, one snapshot: whatever is not in it yet has a transaction of `mark` or later.
  const sql = `SELECT now.mark, r.n::text, r.person, r.device, r.is_out AS "isOut"
    FROM (${now}) AS now LEFT JOIN revocations r ON r.xact >= $1::text::xid8 ORDER BY r.n`

  return async () => {
    const { rows } = await pool.query<Row>(sql, [mark])
    const found = rows.filter((row) => row.n !== null)
    const news = found.filter((row) => !seen.has(row.n as string))
    mark = rows[0]?.mark ?? mark
    seen = new Set(found.map((row) => row.n as string))
    return news.map(({ person, device, isOut }) => ({ person, isOut, ...(device && { device }) }))
  }
}

type Row = {
  mark: string
  n: string | null
  person: string
  device: string | null
  isOut: boolean
}
