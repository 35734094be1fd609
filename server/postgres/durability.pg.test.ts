import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { assertDurable } from './durability.ts'
import { openPool } from './pool.ts'

const { url, pool } = await freshDatabase()

test('the embedded Postgres is durable enough to start', async () => {
  await expect(assertDurable(pool)).resolves.toBeUndefined()
})

test('a Postgres that answers before it has written is refused at start', async () => {
  const name = new URL(url).pathname.slice(1)
  await pool.query(`ALTER DATABASE ${name} SET synchronous_commit = off`)
  const careless = openPool(url)
  await expect(assertDurable(careless)).rejects.toThrow(
    /synchronous_commit = off, so an acknowledged/,
  )
  await careless.end()
})

test('bigint columns arrive as numbers, and one beyond 2^53 is not rounded in silence', async () => {
  expect((await pool.query('SELECT 9007199254740991::int8 AS n')).rows[0].n).toBe(2 ** 53 - 1)
  await expect(pool.query('SELECT 9007199254740993::int8 AS n')).rejects.toThrow(/beyond 2\^53/)
})
