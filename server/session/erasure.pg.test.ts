import { expect, test } from 'vitest'
import { postgresHostStore } from '../../engine/host/index.ts'
import { flushOf } from '../../engine/host/testing/flushes.ts'
import { documentId } from '../../engine/model/document.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { cartAbout } from '../../schema/documents/cart.ts'
import { requestsAbout } from '../../schema/documents/requests.ts'
import { freshDatabase } from '../../test/kit/database.ts'
import { readConfig } from '../config.ts'
import { openKeys } from './keys.ts'
import { createSession } from './session.ts'

const { pool } = await freshDatabase()
const reading = readConfig({ HAAT_DEMO: '0' })
if (!reading.ok) throw new Error(reading.sentence)
const store = postgresHostStore({ pool, env: realEnv(), insertFound: async () => undefined })
const out: string[] = []
const session = createSession({
  pool,
  keys: await openKeys(pool),
  pepper: 'p'.repeat(32),
  limits: reading.value.limits,
  send: async () => undefined,
  onRevoked: ({ person }) => out.push(person),
  eraseDocuments: async (ids) => {
    for (const id of ids) await store.erase(id)
  },
})

async function signIn(phone: string, label: string) {
  const asked = await session.ask(phone, '10.0.0.1')
  const signed = asked.ok ? await session.verify(phone, asked.code, label) : undefined
  if (!signed?.ok) throw new Error(`${phone} could not sign in`)
  const identity = await session.identify(signed.body.accessToken)
  if (!identity) throw new Error(`${phone} has no identity`)
  return { person: signed.body.person, identity, refresh: signed.refresh.token }
}

/** Tables of which any row, written out as text, has the word. */
async function tablesWith(word: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(table_name) AS name FROM information_schema.tables
      WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
  )
  const found: string[] = []
  for (const { name } of rows) {
    const sql = `SELECT 1 FROM ${name} AS t WHERE t::text LIKE '%' || $1 || '%' LIMIT 1`
    if ((await pool.query(sql, [word])).rowCount) found.push(name)
  }
  return found
}

test('a person who is erased is in no table any more, but for the id under which it was decided', async () => {
  const mala = await signIn('+919800000777', 'canary-phone of Mala')
  const ravi = await signIn('+919800000888', 'a phone')
  await pool.query(`UPDATE persons SET name = 'canary-name' WHERE id = $1`, [mala.person.id])
  const mine = [
    cartAbout(mala.person.id, 'annai', 1),
    requestsAbout(mala.person.id),
    cartAbout(ravi.person.id, 'annai', 1),
  ]
  const bytes = Buffer.from('canary-words in a document')
  for (const about of mine) {
    const [change] = flushOf('a', 0).changes
    const id = documentId(about)
    if (!change) throw new Error('a flush without a change')
    await store.flush([flushOf('a', 0, { id, about, changes: [{ ...change, bytes }] })])
  }
  const sealKey = Buffer.from(mala.person.sealKey, 'base64url').toString('hex')
  expect(await tablesWith('canary-phone')).toEqual(['devices'])
  expect(await tablesWith(sealKey)).toEqual(['persons'])

  await session.erase(mala.identity)
  for (const word of ['canary-phone', 'canary-name', '9800000777', sealKey])
    expect(await tablesWith(word), word).toEqual([])
  expect(await tablesWith(mala.person.id)).toEqual(['revocations'])
  // What is Ravi's is untouched.
  expect(await tablesWith(bytes.toString('hex'))).toEqual(['changes'])
  expect((await store.load(documentId(mine[2] as never)))?.document.version).toBe(1)
  expect(out).toEqual([mala.person.id])
  expect(await session.refresh(mala.refresh)).toMatchObject({ ok: false })
  expect(await session.ticket(mala.identity)).toMatchObject({ ok: false })
  // Once more, as after a failure halfway.
  await session.erase(mala.identity)

  const again = await signIn('+919800000777', 'a new phone')
  expect(again.person.id).not.toBe(mala.person.id)
})
