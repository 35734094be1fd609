import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { openRevocations } from './revocations.ts'

const { pool } = await freshDatabase()

const note = (tx: { query(sql: string, values: unknown[]): Promise<unknown> }, person: string) =>
  tx.query('INSERT INTO revocations (person, is_out) VALUES ($1, false)', [person])
const persons = async (read: Awaited<ReturnType<typeof openRevocations>>) =>
  (await read()).map(({ person }) => person)

test('each revocation is read once, also one whose transaction ends after later ones', async () => {
  await note(pool, 'before')
  const read = await openRevocations(pool)
  const late = await pool.connect()
  await late.query('BEGIN')
  await note(late, 'late')
  await note(pool, 'early')
  expect(await persons(read)).toEqual(['early'])
  expect(await persons(read)).toEqual([])
  await note(pool, 'next')
  expect(await persons(read)).toEqual(['next'])
  await late.query('COMMIT')
  late.release()
  expect(await persons(read)).toEqual(['late'])
  expect(await persons(read)).toEqual([])
})

test('a role that changes, a session that ends and a person who goes are noted by themselves', async () => {
  const read = await openRevocations(pool)
  const device = '01900000-0000-7000-8000-000000000001'
  await pool.query(`INSERT INTO persons VALUES ('ravi', '+911', NULL, '\\x00')`)
  await pool.query(`INSERT INTO memberships VALUES ('mala', 'store:a', 'staff', 'active')`)
  await pool.query(`UPDATE memberships SET status = 'revoked'`)
  await pool.query(
    `INSERT INTO sessions (id, person, device, expires_at) VALUES (gen_random_uuid(), 'ravi', $1, now())`,
    [device],
  )
  await pool.query('UPDATE sessions SET revoked_at = now()')
  await pool.query('UPDATE sessions SET revoked_at = now()')
  await pool.query(`DELETE FROM persons WHERE id = 'ravi'`)
  expect(await read()).toEqual([
    { person: 'mala', isOut: false },
    { person: 'mala', isOut: false },
    { person: 'ravi', device, isOut: true },
    { person: 'ravi', isOut: true },
  ])
})
