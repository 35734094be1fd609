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

export async function readAccess(keys: Keys, token: string): Promise<Identity | undefined> {
  const claims = await keys.verify('access', token)
  return claims && identityOf(claims)
}

export function identityOf(claims: Record<string, unknown>): Identity | undefined {
  const { sub, dev, sid } = claims
  if (typeof sub !== 'string' || typeof dev !== 'string' || typeof sid !== 'string')
    return undefined
  return { person: sub, device: dev, session: sid }
}
