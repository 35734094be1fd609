import { createHmac, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import type pg from 'pg'
import type { Limits } from '../limits.ts'

/** How long a code works, and how often it may be tried. */
const CODE_MINUTES = 5
const CODE_TRIES = 5

export type AskedCode =
  | { ok: true; code: string; expiresAt: number }
  | { ok: false; code: 'too-many-codes'; retryAfterSeconds: number }

/**
 * Draws a code for a phone, known or not: the answer is the same for both. Asking again voids the code before.
 * Askers of one number wait for each other, so that the limits count exactly.
 */
export async function askCode(
  tx: pg.ClientBase,
  {
    phone,
    address,
    pepper,
    limits,
  }: { phone: string; address: string; pepper: string; limits: Limits },
): Promise<AskedCode> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`code/${phone}`])
  const { rows } = await tx.query<Asked>(countAsked, [phone, address])
  const asked = rows[0] as Asked
  if (asked.day >= limits.otpPerNumberDay) return tooMany(asked.day_wait)
  if (asked.hour >= limits.otpPerNumberHour) return tooMany(asked.hour_wait)
  if (asked.by_address >= limits.otpPerAddressHour) return tooMany(asked.address_wait)
  const id = randomUUID()
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const made = await tx.query<{ expires: number }>(
    `INSERT INTO sign_in_codes (id, phone, address, hmac, expires_at)
     VALUES ($1, $2, $3, $4, now() + make_interval(mins => $5))
     RETURNING round(extract(epoch FROM expires_at) * 1000)::int8 AS expires`,
    [id, phone, address, hmac(pepper, { id, phone, code }), CODE_MINUTES],
  )
  return { ok: true, code, expiresAt: made.rows[0]?.expires ?? 0 }
}

type Asked = {
  hour: number
  day: number
  by_address: number
  hour_wait: number
  day_wait: number
  address_wait: number
}

/** How many were asked, and in how many seconds the oldest of them leaves its hour or day. */
const countAsked = `
  WITH mine AS (SELECT asked_at FROM sign_in_codes WHERE phone = $1 AND asked_at > now() - interval '1 day'),
       near AS (SELECT asked_at FROM sign_in_codes WHERE address = $2 AND asked_at > now() - interval '1 hour')
  SELECT (SELECT count(*) FROM mine) AS day,
         (SELECT count(*) FROM mine WHERE asked_at > now() - interval '1 hour') AS hour,
         (SELECT count(*) FROM near) AS by_address,
         (SELECT ceil(extract(epoch FROM min(asked_at) + interval '1 day' - now()))::int FROM mine) AS day_wait,
         (SELECT ceil(extract(epoch FROM min(asked_at) + interval '1 hour' - now()))::int FROM mine
           WHERE asked_at > now() - interval '1 hour') AS hour_wait,
         (SELECT ceil(extract(epoch FROM min(asked_at) + interval '1 hour' - now()))::int FROM near) AS address_wait`

const tooMany = (retryAfterSeconds: number): AskedCode => ({
  ok: false,
  code: 'too-many-codes',
  retryAfterSeconds: Math.max(1, retryAfterSeconds),
})

export type TriedCode =
  | { ok: true }
  | { ok: false; code: 'wrong-code'; left: number }
  | { ok: false; code: 'code-expired' | 'too-many-tries' }

/** Tries a code against the newest one asked for this phone. The try is counted before it is looked at. */
export async function tryCode(
  tx: pg.ClientBase,
  { phone, code, pepper }: { phone: string; code: string; pepper: string },
): Promise<TriedCode> {
  const { rows } = await tx.query<{ id: string; hmac: Buffer; tries: number; live: boolean }>(
    `SELECT id, hmac, tries, used_at IS NULL AND expires_at > now() AS live
     FROM sign_in_codes WHERE phone = $1 ORDER BY asked_at DESC, id LIMIT 1 FOR UPDATE`,
    [phone],
  )
  const [asked] = rows
  if (!asked?.live) return { ok: false, code: 'code-expired' }
  if (asked.tries >= CODE_TRIES) return { ok: false, code: 'too-many-tries' }
  const right = timingSafeEqual(asked.hmac, hmac(pepper, { id: asked.id, phone, code }))
  await tx.query(
    'UPDATE sign_in_codes SET tries = tries + 1, used_at = CASE WHEN $2 THEN now() END WHERE id = $1',
    [asked.id, right],
  )
  if (right) return { ok: true }
  return { ok: false, code: 'wrong-code', left: CODE_TRIES - asked.tries - 1 }
}

/** Bound to its request: a code asked for another time or another phone has another digest. */
function hmac(pepper: string, of: { id: string; phone: string; code: string }): Buffer {
  return createHmac('sha256', pepper).update(`${of.id}/${of.phone}/${of.code}`).digest()
}
