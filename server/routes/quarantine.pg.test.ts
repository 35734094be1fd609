import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { postgresHostStore } from '../../engine/host/index.ts'
import { documentId } from '../../engine/model/document.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { stockDraftAbout } from '../../schema/documents/stock-draft.ts'
import { testApp } from '../../test/kit/app.ts'
import { freshDatabase } from '../../test/kit/database.ts'

const { pool } = await freshDatabase()
const { request, signIn } = await testApp(pool)
const env = realEnv()
const document = documentId(stockDraftAbout('annai', 1))
const refused = ['ab', 'cd', 'ef'].map((hash, i) => ({
  id: env.chance.uuid7(),
  document,
  hash: hash.repeat(32),
  person: i === 2 ? 'ravi' : 'mallory',
  device: 'phone',
  reason: 'unloadable' as const,
  detail: 'heads',
  bytes: new Uint8Array([1, 2, 3 + i]),
  at: 1_000 + i,
}))
const store = postgresHostStore({ pool, env, insertFound: async () => undefined })
const share = { bytes: 100, rows: 2 }
await store.quarantine(refused, share)

const admin = await signIn('+919700000001')
await pool.query("INSERT INTO memberships VALUES ($1, 'platform', 'platform_admin', 'active')", [
  admin.body.person.id,
])
const get = async (path: string, who: { bearer: object } = admin) => {
  const answer = await request(`/api/admin/quarantine${path}`, { headers: { ...who.bearer } })
  return { status: answer.status, ...(await answer.json()) }
}

test('admins see what was refused, whose it was and why, newest first and page by page', async () => {
  const first = await get('?limit=2')
  expect(first.refused).toMatchObject([
    { document, hash: 'ef'.repeat(32), person: 'ravi', device: 'phone', bytes: 3, at: 1_002 },
    { person: 'mallory', reason: 'unloadable', detail: 'heads', at: 1_001 },
  ])
  const next = await get(`?limit=2&before=${first.refused[1].id}`)
  expect(next.refused).toMatchObject([{ hash: 'ab'.repeat(32) }])
  expect((await get('?person=mallory')).refused).toHaveLength(2)
})

test('admins see how many were let go of somebody who was refused too often', async () => {
  expect((await get('')).letGo).toEqual([])
  const [first] = refused
  const more = ['12', '34'].map((hash) => ({
    ...(first as NonNullable<typeof first>),
    ...{ id: env.chance.uuid7(), hash: hash.repeat(32), person: 'kiran', at: 2_000 },
  }))
  const last = { id: env.chance.uuid7(), hash: '56'.repeat(32), at: 3_000 }
  await store.quarantine([...more, { ...(more[0] as (typeof more)[0]), ...last }], share)
  const seen = await get('?person=kiran')
  expect(seen.letGo).toEqual([{ person: 'kiran', reason: 'unloadable', count: 1, at: 3_000 }])
  expect(seen.refused).toHaveLength(2)
})

test('the bytes of one are there to be looked at', async () => {
  const [one] = refused
  expect(await get(`/${one?.id}`)).toMatchObject({ status: 200, bytes: 'AQID' })
  expect(await get(`/${randomUUID()}`)).toMatchObject({ status: 404, code: 'not-found' })
})

test('nobody else sees any of it', async () => {
  const other = await signIn('+919700000002')
  for (const path of ['', `/${refused[0]?.id}`]) {
    expect(await get(path, other)).toMatchObject({ status: 403, code: 'admins-only' })
    expect(await get(path, { bearer: {} })).toMatchObject({ status: 401, code: 'not-signed-in' })
  }
  await pool.query("UPDATE memberships SET status = 'suspended' WHERE person = $1", [
    admin.body.person.id,
  ])
  expect(await get('')).toMatchObject({ status: 403 })
})

test.each(['?limit=0', '?limit=1000', '?before=x'])(
  'asked %s it says what does not fit',
  async (query) => {
    await pool.query("UPDATE memberships SET status = 'active' WHERE person = $1", [
      admin.body.person.id,
    ])
    expect(await get(query)).toMatchObject({ status: 400, code: 'invalid-query' })
  },
)
