import { randomUUID } from 'node:crypto'
import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import type pg from 'pg'
import { transaction } from '../postgres/transaction.ts'

/** A key has one use, so that a token made for one can never pass for another (RFC 8725 §3.9, §3.11). */
export type KeyUse = 'access'

const ALGORITHM = 'EdDSA'
const ISSUER = 'haat'
const SIGNS_DAYS = 90
/** A key verifies a day longer than it signs; no token of ours lives that long. */
const VERIFIES_DAYS = SIGNS_DAYS + 1
const SKEW_SECONDS = 60

type Key = { id: string; use: KeyUse; public: CryptoKey; private: CryptoKey; signsUntil: number }

export type Keys = {
  /** A signed token (JWS, `typ` is the use) that lives `seconds` from now. */
  sign(
    use: KeyUse,
    claims: JWTPayload & { sub: string; jti: string },
    seconds: number,
  ): Promise<string>
  /** The claims of a token that we signed for this use and that is valid now; undefined otherwise. */
  verify(use: KeyUse, token: string): Promise<JWTPayload | undefined>
}

/** Signing keys in Postgres, read once and again when another node made a new one. */
export async function openKeys(pool: pg.Pool): Promise<Keys> {
  const keys = new Map<string, Key>()
  const newest = new Map<KeyUse, Key>()

  async function reload() {
    const { rows } = await pool.query<Row>(readKeys, [VERIFIES_DAYS, SIGNS_DAYS])
    keys.clear()
    newest.clear()
    for (const row of rows) {
      const key = await keyOf(row)
      keys.set(key.id, key)
      newest.set(key.use, key)
    }
  }

  async function signer(use: KeyUse): Promise<Key> {
    const known = newest.get(use)
    if (known && known.signsUntil > Date.now()) return known
    await makeKey(pool, use)
    await reload()
    return newest.get(use) as Key
  }

  async function verifier(use: KeyUse, id: string | undefined): Promise<CryptoKey> {
    if (id !== undefined && !keys.has(id) && isUuid.test(id)) await reload()
    const key = keys.get(id ?? '')
    if (key?.use !== use) throw new Error(`no key ${id} for ${use}`)
    return key.public
  }

  await reload()
  return {
    async sign(use, claims, seconds) {
      const key = await signer(use)
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, kid: key.id, typ: use })
        .setIssuer(ISSUER)
        .setAudience(use)
        .setIssuedAt()
        .setNotBefore('0s')
        .setExpirationTime(`${seconds}s`)
        .sign(key.private)
    },
    async verify(use, token) {
      try {
        // jose never follows jku, x5u or jwk of a header: the key comes from us, by its id.
        const { payload } = await jwtVerify(token, ({ kid }) => verifier(use, kid), {
          algorithms: [ALGORITHM],
          typ: use,
          issuer: ISSUER,
          audience: use,
          clockTolerance: SKEW_SECONDS,
          requiredClaims: ['sub', 'jti', 'nbf', 'iat', 'exp'],
        })
        return payload
      } catch {
        return undefined
      }
    },
  }
}

const isUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

type Row = { id: string; use: KeyUse; public_key: JWK; private_key: JWK; signs_until: number }

const readKeys = `
  SELECT id, use, public_key, private_key,
         round(extract(epoch FROM made_at + make_interval(days => $2)) * 1000)::int8 AS signs_until
  FROM signing_keys WHERE made_at > now() - make_interval(days => $1) ORDER BY made_at, id`

async function keyOf(row: Row): Promise<Key> {
  return {
    id: row.id,
    use: row.use,
    public: (await importJWK(row.public_key, ALGORITHM)) as CryptoKey,
    private: (await importJWK(row.private_key, ALGORITHM)) as CryptoKey,
    signsUntil: row.signs_until,
  }
}

/** Makes a key unless another node just did. */
async function makeKey(pool: pg.Pool, use: KeyUse) {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true })
  await transaction(pool, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`signing key/${use}`])
    await tx.query(
      `INSERT INTO signing_keys (id, use, public_key, private_key)
       SELECT $1, $2, $3, $4 WHERE NOT EXISTS (
         SELECT FROM signing_keys WHERE use = $2 AND made_at > now() - make_interval(days => $5))`,
      [
        randomUUID(),
        use,
        JSON.stringify(await exportJWK(pair.publicKey)),
        JSON.stringify(await exportJWK(pair.privateKey)),
        SIGNS_DAYS,
      ],
    )
  })
}
