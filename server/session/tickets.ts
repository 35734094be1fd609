import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { type Identity, identityOf } from './identity.ts'
import type { Keys } from './keys.ts'

const TICKET_SECONDS = 30

/** A ticket opens one socket, once, within thirty seconds, as this person on this device. */
export async function issueTicket(
  keys: Keys,
  { person, device, session }: Identity,
): Promise<{ ticket: string; expiresAt: number }> {
  const claims = {
    sub: person,
    dev: device,
    sid: session,
    jti: randomBytes(32).toString('base64url'),
  }
  const expiresAt = Date.now() + TICKET_SECONDS * 1000
  return { ticket: await keys.sign('ticket', claims, TICKET_SECONDS), expiresAt }
}

/** Who a ticket lets in, and when their session ends (ms since 1970). */
export type Redeemed = Identity & { until: number }

/**
 * Uses a ticket up. The insert decides: of all nodes that are shown one ticket, one gets its identity, and only while
 * the session lives.
 */
export async function redeemTicket(
  { keys, pool }: { keys: Keys; pool: pg.Pool },
  ticket: string,
): Promise<Redeemed | undefined> {
  const claims = await keys.verify('ticket', ticket)
  const identity = claims && identityOf(claims)
  if (!identity) return undefined
  const { rows } = await pool.query<{ until: number }>({
    name: 'redeem_ticket',
    text: `WITH session AS (
       SELECT expires_at FROM sessions WHERE id = $3 AND revoked_at IS NULL AND expires_at > now()
     ), used AS (
       INSERT INTO used_tickets (id, expires_at) SELECT $1, to_timestamp($2) FROM session
       ON CONFLICT (id) DO NOTHING RETURNING id
     )
     SELECT round(extract(epoch FROM expires_at) * 1000)::int8 AS until FROM session, used`,
    values: [claims.jti, claims.exp, identity.session],
  })
  return rows[0] && { ...identity, until: rows[0].until }
}
