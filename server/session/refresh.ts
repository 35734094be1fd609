import { createHash, createHmac, randomBytes } from 'node:crypto'
import type pg from 'pg'
import { v7 } from 'uuid'
import { lifetimeFor } from './lifetime.ts'
import { rolesOf } from './roles.ts'

/** A used token gives the same successor for this long: two tabs that come together are no theft. */
const SAME_SUCCESSOR_SECONDS = 10

/** Who holds a session, and the token that keeps it going. */
export type Held = {
  session: string
  person: string
  device: string
  token: string
  expiresAt: number
}

export type Refreshed =
  | ({ ok: true } & Held)
  | { ok: false; code: 'session-expired' }
  | { ok: false; code: 'session-revoked'; session: string; person: string }

/** Begins a session with its first token. */
export async function beginSession(
  tx: pg.ClientBase,
  { person, device }: { person: string; device: string },
): Promise<Held> {
  const session = v7()
  const { idleHours, longestHours } = lifetimeFor(await rolesOf(tx, person))
  await tx.query(
    `INSERT INTO sessions (id, person, device, expires_at) VALUES ($1, $2, $3, now() + make_interval(hours => $4))`,
    [session, person, device, longestHours],
  )
  const token = randomBytes(32)
  await keepToken(tx, { token, session, idleHours })
  const expiresAt = await expiryOf(tx, token)
  return { session, person, device, token: token.toString('base64url'), expiresAt }
}

type Found = {
  session: string
  person: string
  device: string
  nonce: Buffer | null
  revoked: boolean
  expired: boolean
  stale: boolean
}

/**
 * Rotates a refresh token. The successor follows from the token and a nonce kept beside its hash, so the same token
 * gives the same successor for ten seconds although neither is stored. Later it gives another one, as long as nobody has
 * come with the first: that was lost on its way, and whoever shows it yet has stolen it. Anything else that comes twice is
 * theft, and ends the session. Two who come together wait for each other at the row.
 */
export async function refreshSession(tx: pg.ClientBase, presented: string): Promise<Refreshed> {
  const first = Buffer.from(presented, 'base64url')
  let token = first
  for (;;) {
    const found = await find(tx, token)
    if (!found || found.expired) return { ok: false, code: 'session-expired' }
    const { session, person, nonce } = found
    if (found.revoked) return { ok: false, code: 'session-revoked', session, person }
    if (nonce && found.stale && (await wasLost(tx, successor(token, nonce))))
      return handOut(tx, await rotate(tx, token, found), found)
    if (found.stale) {
      await revokeSession(tx, session, 'a used refresh token came again')
      return { ok: false, code: 'session-revoked', session, person }
    }
    if (!nonce) return handOut(tx, token === first ? await rotate(tx, token, found) : token, found)
    // On to the newest: a late answer must not set anybody back to a token that was used since.
    token = successor(token, nonce)
  }
}

async function handOut(
  tx: pg.ClientBase,
  token: Buffer,
  { session, person, device }: Found,
): Promise<Refreshed> {
  const expiresAt = await expiryOf(tx, token)
  return { ok: true, session, person, device, token: token.toString('base64url'), expiresAt }
}

/** Whether nobody has come with this token. From now on it is a used one without a successor: theft, whoever shows it. */
async function wasLost(tx: pg.ClientBase, token: Buffer): Promise<boolean> {
  const found = await find(tx, token)
  if (!found || found.nonce) return false
  await tx.query("UPDATE refresh_tokens SET used_at = '-infinity', nonce = $2 WHERE hash = $1", [
    hashOf(token),
    randomBytes(32),
  ])
  return true
}

async function rotate(
  tx: pg.ClientBase,
  token: Buffer,
  { session, person }: Found,
): Promise<Buffer> {
  const nonce = randomBytes(32)
  await tx.query('UPDATE refresh_tokens SET used_at = now(), nonce = $2 WHERE hash = $1', [
    hashOf(token),
    nonce,
  ])
  const next = successor(token, nonce)
  const { idleHours } = lifetimeFor(await rolesOf(tx, person))
  await keepToken(tx, { token: next, session, idleHours })
  return next
}

const successor = (token: Buffer, nonce: Buffer) =>
  createHmac('sha256', token).update(nonce).digest()

const hashOf = (token: Buffer) => createHash('sha256').update(token).digest()

async function find(tx: pg.ClientBase, token: Buffer): Promise<Found | undefined> {
  const { rows } = await tx.query<Found>(
    `SELECT session, person, device, nonce, revoked_at IS NOT NULL AS revoked,
            least(t.expires_at, s.expires_at) <= now() AS expired,
            coalesce(used_at <= now() - make_interval(secs => $2), false) AS stale
     FROM refresh_tokens t JOIN sessions s ON s.id = t.session WHERE hash = $1 FOR UPDATE`,
    [hashOf(token), SAME_SUCCESSOR_SECONDS],
  )
  return rows[0]
}

/** Keeps a token by its hash, until it is idle too long or its session ends. */
async function keepToken(
  tx: pg.ClientBase,
  { token, session, idleHours }: { token: Buffer; session: string; idleHours: number },
): Promise<void> {
  await tx.query(
    `INSERT INTO refresh_tokens (hash, session, expires_at)
     SELECT $1, id, least(expires_at, now() + make_interval(hours => $3)) FROM sessions WHERE id = $2`,
    [hashOf(token), session, idleHours],
  )
}

async function expiryOf(tx: pg.ClientBase, token: Buffer): Promise<number> {
  const { rows } = await tx.query<{ at: number }>(
    'SELECT round(extract(epoch FROM expires_at) * 1000)::int8 AS at FROM refresh_tokens WHERE hash = $1',
    [hashOf(token)],
  )
  return rows[0]?.at ?? 0
}

export async function revokeSession(
  tx: pg.ClientBase | pg.Pool,
  session: string,
  why: string,
): Promise<void> {
  await tx.query(
    'UPDATE sessions SET revoked_at = now(), revoked_why = $2 WHERE id = $1 AND revoked_at IS NULL',
    [session, why],
  )
}

/** Why a session is over; undefined while it lives. */
export async function sessionEnd(
  pool: pg.Pool,
  session: string,
): Promise<'session-revoked' | 'session-expired' | undefined> {
  const { rows } = await pool.query<{ revoked: boolean; expired: boolean }>({
    name: 'session_end',
    text: `SELECT revoked_at IS NOT NULL AS revoked, expires_at <= now() AS expired FROM sessions WHERE id = $1`,
    values: [session],
  })
  const [found] = rows
  if (found?.revoked) return 'session-revoked'
  return found && !found.expired ? undefined : 'session-expired'
}
