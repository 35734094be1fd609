import { sql } from 'drizzle-orm'
import {
  check,
  customType,
  index,
  integer,
  json,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' })
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3 })

/** Who can sign in. The phone is the identity; `sealKey` seals what only this person may read, and is shredded with them. */
export const persons = pgTable('persons', {
  id: text('id').primaryKey(),
  phone: text('phone').notNull().unique(),
  name: text('name'),
  sealKey: bytes('seal_key').notNull(),
  madeAt: moment('made_at').notNull().defaultNow(),
})

/** Where a person has signed in. A shared phone is a device of each of its people. */
export const devices = pgTable(
  'devices',
  {
    person: text('person').notNull(),
    id: uuid('id').notNull(),
    label: text('label').notNull(),
    madeAt: moment('made_at').notNull().defaultNow(),
    seenAt: moment('seen_at').notNull().defaultNow(),
    revokedAt: moment('revoked_at'),
  },
  (t) => [primaryKey({ columns: [t.person, t.id] })],
)

/** Codes that were asked for; kept a day, because limits count them. The code itself is never stored. */
export const signInCodes = pgTable(
  'sign_in_codes',
  {
    id: uuid('id').primaryKey(),
    phone: text('phone').notNull(),
    address: text('address').notNull(),
    hmac: bytes('hmac').notNull(),
    tries: integer('tries').notNull().default(0),
    askedAt: moment('asked_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
  },
  (t) => [
    index('sign_in_codes_of_phone').on(t.phone, t.askedAt),
    index('sign_in_codes_of_address').on(t.address, t.askedAt),
    check('sign_in_codes_tries', sql`${t.tries} BETWEEN 0 AND 5`),
  ],
)

/** One sign-in on one device: the family of its refresh tokens. `expiresAt` is its end however much it is used. */
export const sessions = pgTable(
  'sessions',
  {
    id: uuid('id').primaryKey(),
    person: text('person').notNull(),
    device: uuid('device').notNull(),
    beganAt: moment('began_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    revokedAt: moment('revoked_at'),
    revokedWhy: text('revoked_why'),
  },
  (t) => [index('sessions_of_device').on(t.person, t.device)],
)

/** Refresh tokens by SHA-256. A used one keeps the nonce from which its one successor follows. */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    hash: bytes('hash').primaryKey(),
    session: uuid('session')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    issuedAt: moment('issued_at').notNull().defaultNow(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    nonce: bytes('nonce'),
  },
  (t) => [
    index('refresh_tokens_of_session').on(t.session),
    check('refresh_tokens_used_once', sql`(${t.usedAt} IS NULL) = (${t.nonce} IS NULL)`),
  ],
)

/** Keys that sign, shared by all nodes; one per use, a new one every 90 days. */
export const signingKeys = pgTable(
  'signing_keys',
  {
    id: uuid('id').primaryKey(),
    use: text('use').notNull(),
    publicKey: json('public_key').notNull(),
    privateKey: json('private_key').notNull(),
    madeAt: moment('made_at').notNull().defaultNow(),
  },
  (t) => [index('signing_keys_of_use').on(t.use, t.madeAt)],
)

/** Tickets that have opened no socket yet, by SHA-256. Not logged: a crash of Postgres empties it. */
export const tickets = pgTable(
  'tickets',
  {
    id: bytes('id').primaryKey(),
    session: uuid('session').notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [index('tickets_expired').on(t.expiresAt)],
)
