import type pg from 'pg'

/** Runs `work` in one transaction (READ COMMITTED). What it returns is committed; what it throws is rolled back. */
export async function transaction<T>(
  pool: pg.Pool,
  work: (tx: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const tx = await pool.connect()
  let broken: Error | undefined
  try {
    await tx.query('BEGIN')
    const result = await work(tx)
    await tx.query('COMMIT')
    return result
  } catch (error) {
    await tx.query('ROLLBACK').catch((cause) => {
      broken = cause
    })
    throw error
  } finally {
    tx.release(broken)
  }
}
