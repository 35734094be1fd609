import type pg from 'pg'
import type { Membership } from '../../engine/model/kind.ts'
import { rulebook } from '../../intents/rulebook.ts'
import type { Limits } from '../limits.ts'
import { transaction } from '../postgres/transaction.ts'
import { askCode, tryCode } from './codes.ts'
import { devicesOf, keepDevice, type PresentedDevice, revokeDevice } from './devices.ts'
import { erasePerson, ownDocuments } from './erasure.ts'
import { accessReader, type Identity, issueAccess } from './identity.ts'
import type { Keys } from './keys.ts'
import { livingSessions } from './living.ts'
import { findPerson, type Person, personOfPhone } from './persons.ts'
import { beginSession, type Held, refreshSession, revokeSession, sessionEnd } from './refresh.ts'
import { gatheredRoles, rolesOf } from './roles.ts'
import type { SendCode } from './sender.ts'
import { openTickets } from './tickets.ts'

export type SessionParts = {
  pool: pg.Pool
  keys: Keys
  pepper: string
  limits: Limits
  /** Absent: nobody can be told a code, so none is drawn. */
  send?: SendCode
  /** Told when a session or a device ends, so that open sockets close. */
  onRevoked?: (ended: { person: string; device?: string; session?: string }) => void
  /** Leaves nothing of these documents on any node. */
  eraseDocuments?: (ids: readonly string[]) => Promise<void>
}

/** Somebody signed in. The refresh token goes into the cookie and nowhere else. */
export type SignedIn = {
  accessToken: string
  expiresAt: number
  person: Person
  device: string
  roles: Membership[]
}
export type WithCookie = { body: SignedIn; refresh: { token: string; expiresAt: number } }

export type Session = ReturnType<typeof createSession>

/** Sign-in by phone and code, sessions, devices and tickets: all that `/api/auth` and `/sync` need. */
export function createSession(parts: SessionParts) {
  const { pool, keys, pepper, limits, send, onRevoked, eraseDocuments } = parts
  const living = livingSessions(pool)
  const tickets = openTickets(pool)
  const rolesNow = gatheredRoles(pool)
  const ended: SessionParts['onRevoked'] = (who) => {
    living.forget()
    onRevoked?.(who)
  }

  async function signedIn(tx: pg.ClientBase | pg.Pool, held: Held): Promise<WithCookie> {
    const person = await findPerson(tx, held.person)
    if (!person) throw new Error(`session ${held.session} has no person ${held.person}`)
    const body = {
      ...(await issueAccess(keys, held)),
      person,
      device: held.device,
      roles: await rolesOf(tx, held.person),
    }
    return { body, refresh: { token: held.token, expiresAt: held.expiresAt } }
  }

  return {
    async ask(phone: string, address: string) {
      if (!send) return { ok: false as const, code: 'no-sender' as const }
      const asked = await transaction(pool, (tx) => askCode(tx, { phone, address, pepper, limits }))
      if (asked.ok) await send(phone, asked.code)
      return asked
    },

    verify(phone: string, code: string, device: PresentedDevice) {
      return transaction(pool, async (tx) => {
        const tried = await tryCode(tx, { phone, code, pepper })
        if (!tried.ok) return tried
        const person = await personOfPhone(tx, phone)
        const id = await keepDevice(tx, { person: person.id, device })
        const held = await beginSession(tx, { person: person.id, device: id })
        return { ok: true as const, ...(await signedIn(tx, held)) }
      })
    },

    /** `person`, if given, is who the browser believes it is; another one is refused, and nothing rotates. */
    async refresh(token: string, person?: string) {
      const mismatch = new Error('another person')
      const refreshed = await transaction(pool, async (tx) => {
        const held = await refreshSession(tx, token)
        if (!held.ok) return held
        if (person !== undefined && person !== held.person) throw mismatch
        return { ok: true as const, ...(await signedIn(tx, held)) }
      }).catch((error) => {
        if (error !== mismatch) throw error
        return { ok: false as const, code: 'person-mismatch' as const }
      })
      if (!refreshed.ok && refreshed.code === 'session-revoked') {
        ended({ person: refreshed.person, session: refreshed.session })
      }
      return refreshed
    },

    /** Ends the session of a refresh token or of an identity; ending what has ended is fine. */
    async signOut(by: { token?: string; identity?: Identity }) {
      const left = await transaction(pool, async (tx) => {
        const held = by.token ? await refreshSession(tx, by.token) : undefined
        const identity = held?.ok ? held : by.identity
        if (identity) await revokeSession(tx, identity.session, 'signed out')
        return identity
      })
      if (left) ended({ person: left.person, session: left.session })
    },

    async me({ person, device }: Identity) {
      const found = await findPerson(pool, person)
      return found && { person: found, device, roles: await rolesOf(pool, person) }
    },

    devices: ({ person }: Identity) => devicesOf(pool, person),

    async revokeDevice({ person }: Identity, device: string) {
      const why = 'signed out from another device'
      const found = await transaction(pool, (tx) => revokeDevice(tx, { person, device, why }))
      if (found) ended({ person, device })
      return found
    },

    /**
     * Erases the person who asks. Their documents go first: if that fails they are still signed in and can ask again.
     * Those begun meanwhile go last.
     */
    async erase({ person }: Identity) {
      await eraseDocuments?.(await ownDocuments(pool, person))
      const late = await transaction(pool, (tx) => erasePerson(tx, person))
      ended({ person })
      await eraseDocuments?.(late)
    },

    identify: accessReader(keys),

    /** Why what is asked in this name is refused although the access token is good: its session is over. */
    endOf: ({ session }: Identity) => living.endOf(session),
    /** Another node ended somebody's session. */
    endedElsewhere: () => living.forget(),

    /** A ticket, or why this session opens no sockets any more: an access token may outlive it by minutes. */
    async ticket(identity: Identity) {
      const [issued, roles] = await Promise.all([
        tickets.issue(identity),
        rolesNow(identity.person),
      ])
      if (!issued) {
        const code = (await sessionEnd(pool, identity.session)) ?? ('session-expired' as const)
        return { ok: false as const, code }
      }
      if (rulebook.barred(roles ?? [])) return { ok: false as const, code: 'suspended' as const }
      return { ok: true as const, ...issued }
    },
    nextTicket: tickets.issueNext,
    /** Who a ticket lets in; nobody who was suspended since it was given. */
    async redeem(ticket: string) {
      const redeemed = await tickets.redeem(ticket)
      const roles = redeemed && (await rolesNow(redeemed.person))
      return rulebook.barred(roles ?? []) ? undefined : redeemed
    },
  }
}
