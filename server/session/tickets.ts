import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { gather } from '../../engine/model/gather.ts'
import { CROWD } from '../postgres/crowd.ts'
import type { Identity } from './identity.ts'

const TICKET_SECONDS = 30
/** One that is given in advance outlives three beats. */
const NEXT_TICKET_SECONDS = 90

/** Who a ticket lets in, and when their session ends (ms since 1970). */
export type Redeemed = Identity & { until: number }

export type Tickets = {
  /** A ticket opens one socket, once, within thirty seconds, as this person on this device. None if the session is over. */
  issue(identity: Identity): Promise<{ ticket: string; expiresAt: number } | undefined>
  /** The same, for a device whose socket is still open: it is good for as long as three beats take. */
  issueNext(identity: Identity): Promise<{ ticket: string; forMs: number } | undefined>
  /** Uses a ticket up: of all who show one, on whichever node, one gets its identity, and only while the session lives. */
  redeem(ticket: string): Promise<Redeemed | undefined>
}

/**
 * Tickets are 256 random bits, kept by their SHA-256 in a table that a crash of Postgres empties: whoever held one asks for
 * another, and none that was used comes back.
 */
export function openTickets(pool: pg.Pool): Tickets {
  // Each asks with a key of its own, so that nobody shares a ticket.
  const issued = gather((asked: readonly Asked[]) => issueMany(pool, asked), CROWD)
  const redeemed = gather((shown: readonly Shown[]) => redeemMany(pool, shown), CROWD)
  const draw = async (session: string, seconds: number) => {
    const secret = randomBytes(32)
    const isIssued = await issued({ id: idOf(secret), session, seconds })
    return isIssued ? secret.toString('base64url') : undefined
  }
  return {
    async issue({ session }) {
      const expiresAt = Date.now() + TICKET_SECONDS * 1000
      const ticket = await draw(session, TICKET_SECONDS)
      return ticket ? { ticket, expiresAt } : undefined
    },
    async issueNext({ session }) {
      const ticket = await draw(session, NEXT_TICKET_SECONDS)
      return ticket ? { ticket, forMs: NEXT_TICKET_SECONDS * 1000 } : undefined
    },
    redeem: (ticket) => redeemed({ id: idOf(Buffer.from(ticket, 'base64url')) }),
  }
}

type Asked = { id: Buffer; session: string; seconds: number }
type Shown = { id: Buffer }

const idOf = (secret: Buffer) => createHash('sha256').update(secret).digest()
const textOf = (id: Buffer) => id.toString('base64')

async function issueMany(pool: pg.Pool, asked: readonly Asked[]): Promise<Map<Asked, true>> {
  const { rows } = await pool.query<{ id: Buffer }>({
    name: 'issue_tickets',
    text: `
      INSERT INTO tickets (id, session, expires_at)
      SELECT t.id, s.id, now() + make_interval(secs => t.seconds)
        FROM unnest($1::bytea[], $2::uuid[], $3::int[]) AS t(id, session, seconds) JOIN sessions s ON s.id = t.session
       WHERE s.revoked_at IS NULL AND s.expires_at > now()
      RETURNING id`,
    values: [
      asked.map(({ id }) => id),
      asked.map(({ session }) => session),
      asked.map(({ seconds }) => seconds),
    ],
  })
  const living = new Set(rows.map(({ id }) => textOf(id)))
  return new Map(asked.filter(({ id }) => living.has(textOf(id))).map((one) => [one, true]))
}

/** One that somebody else is using up just now is used: nobody waits for anybody. */
async function redeemMany(pool: pg.Pool, shown: readonly Shown[]): Promise<Map<Shown, Redeemed>> {
  const { rows } = await pool.query<Redeemed & { id: Buffer }>({
    name: 'redeem_tickets',
    text: `
      WITH shown AS (
        SELECT id FROM tickets WHERE id = ANY ($1::bytea[]) FOR UPDATE SKIP LOCKED
      ), used AS (
        DELETE FROM tickets t USING shown WHERE t.id = shown.id RETURNING t.id, t.session, t.expires_at
      )
      SELECT used.id, s.id AS session, s.person, s.device,
             round(extract(epoch FROM s.expires_at) * 1000)::int8 AS until
        FROM used JOIN sessions s ON s.id = used.session
       WHERE used.expires_at > now() AND s.revoked_at IS NULL AND s.expires_at > now()`,
    values: [shown.map(({ id }) => id)],
  })
  const found = new Map<Shown, Redeemed>()
  for (const { id, ...redeemed } of rows) {
    const first = shown.find((one) => one.id.equals(id))
    if (first) found.set(first, redeemed)
  }
  return found
}
