import { freshDatabase } from '../../../test/kit/database.ts'
import { readConfig } from '../../config.ts'
import type { Identity } from '../identity.ts'
import { openKeys } from '../keys.ts'
import { createSession } from '../session.ts'

/** A database of its own with sessions on it, whose codes are told at once. For tests. */
export async function sessionWorld() {
  const { pool } = await freshDatabase()
  const reading = readConfig({ HAAT_DEMO: '0' })
  if (!reading.ok) throw new Error(reading.sentence)
  const { limits } = reading.value
  const keys = await openKeys(pool)
  const sent: { phone: string; code: string }[] = []
  const revoked: object[] = []
  const session = createSession({
    pool,
    keys,
    pepper: 'p'.repeat(32),
    limits,
    send: async (phone, code) => void sent.push({ phone, code }),
    onRevoked: (ended) => revoked.push(ended),
  })

  let numbers = 9_800_000_000
  const newPhone = () => `+91${++numbers}`
  const address = () => `10.0.0.${numbers % 250}`

  return {
    ...{ pool, limits, keys, sent, revoked, session, newPhone, address },
    async signIn(phone = newPhone(), device = 'a phone') {
      const asked = await session.ask(phone, address())
      if (!asked.ok) throw new Error(asked.code)
      const signed = await session.verify(phone, asked.code, device)
      if (!signed.ok) throw new Error(signed.code)
      return { phone, ...signed }
    },
    async identityOf(accessToken: string): Promise<Identity> {
      const identity = await session.identify(accessToken)
      if (!identity) throw new Error('no identity')
      return identity
    },
    async ticketOf(identity: Identity): Promise<string> {
      const issued = await session.ticket(identity)
      if (!issued.ok) throw new Error(issued.code)
      return issued.ticket
    },
    /** A used refresh token was used so much earlier. */
    age: (token: string, seconds: number) =>
      pool.query(
        `UPDATE refresh_tokens SET used_at = used_at - make_interval(secs => $2)
         WHERE hash = sha256($1)`,
        [Buffer.from(token, 'base64url'), seconds],
      ),
  }
}
