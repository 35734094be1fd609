import type { Pool } from 'pg'
import { until } from '../../../test/kit/until.ts'

/**
 * Repairs a shop's stock of milk by hand, outside the lanes, in a transaction of its own; `between` runs after its rows
 * are written and before they are committed.
 */
export async function repair(
  pool: Pool,
  store: string,
  by: number,
  between: () => Promise<unknown> = async () => {},
) {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query(
      `UPDATE stock SET on_hand = on_hand + $2, version = version + 1 WHERE store = $1 AND sku = 'milk'`,
      [store, by],
    )
    await client.query(
      `INSERT INTO stock_moves (store, id, sku, delta, reserved, why, intent)
       VALUES ($1, 'repair/' || gen_random_uuid(), 'milk', $2, 0, 'variance', gen_random_uuid())`,
      [store, by],
    )
    await between()
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

export const somebodyWaits = (pool: Pool) =>
  until('somebody waits for a lock', async () => {
    const { rows } = await pool.query(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    return rows[0].n > 0
  })
