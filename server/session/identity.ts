import { randomUUID } from 'node:crypto'
import type { Keys } from './keys.ts'

/** Who asks: a person, on a device, in a session. Comes from a token we signed, never from a body. */
export type Identity = { person: string; device: string; session: string }

const ACCESS_SECONDS = 15 * 60

export async function issueAccess(
  keys: Keys,
  { person, device, session }: Identity,
): Promise<{ accessToken: string; expiresAt: number }> {
  const claims = { sub: person, dev: device, sid: session, jti: randomUUID() }
  const expiresAt = Date.now() + ACCESS_SECONDS * 1000
  return { accessToken: await keys.sign('access', claims, ACCESS_SECONDS), expiresAt }
}

/** Tokens whose signature need not be checked again; the oldest is forgotten first. */
const KEPT = 10_000

/**
 * Reads access tokens. A device shows the same one at every request and reconnect for a quarter of an hour, so what a
 * token says is remembered until it ends; whether its session still lives is asked elsewhere, each time.
 */
export function accessReader(keys: Keys) {
  const known = new Map<string, { identity: Identity; until: number }>()
  return async (token: string): Promise<Identity | undefined> => {
    const kept = known.get(token)
    if (kept && kept.until > Date.now()) return kept.identity
    known.delete(token)
    const claims = await keys.verify('access', token)
    const identity = claims && identityOf(claims)
    if (!identity || claims.exp === undefined) return undefined
    known.set(token, { identity, until: claims.exp * 1000 })
    if (known.size > KEPT) known.delete(known.keys().next().value as string)
    return identity
  }
}

export function identityOf(claims: Record<string, unknown>): Identity | undefined {
  const { sub, dev, sid } = claims
  if (typeof sub !== 'string' || typeof dev !== 'string' || typeof sid !== 'string')
    return undefined
  return { person: sub, device: dev, session: sid }
}
