import type pg from 'pg'

const EVERY_MS = 3_600_000
/** Each open socket is given a ticket every 25 s, and hardly any of them is used. */
const TICKETS_EVERY_MS = 60_000

/** Removes what has served: codes after the day their limits count, sessions that ended long ago. */
export async function sweep(pool: pg.Pool): Promise<void> {
  await pool.query("DELETE FROM sign_in_codes WHERE asked_at < now() - interval '1 day'")
  await pool.query(
    `DELETE FROM sessions WHERE least(expires_at, coalesce(revoked_at, expires_at)) < now() - interval '30 days'`,
  )
  await pool.query("DELETE FROM revocations WHERE at < now() - interval '1 day'")
  await pool.query("DELETE FROM signing_keys WHERE made_at < now() - interval '100 days'")
}

/** Tickets that nobody used. */
export async function sweepTickets(pool: pg.Pool): Promise<void> {
  await pool.query('DELETE FROM tickets WHERE expires_at < now()')
}

/** Sweeps every hour, and tickets every minute, until stopped. Several nodes may; each finds less. */
export function keepSwept(pool: pg.Pool, onError: (error: unknown) => void): () => void {
  const timers = [
    setInterval(() => void sweep(pool).catch(onError), EVERY_MS),
    setInterval(() => void sweepTickets(pool).catch(onError), TICKETS_EVERY_MS),
  ]
  for (const timer of timers) timer.unref()
  return () => {
    for (const timer of timers) clearInterval(timer)
  }
}
