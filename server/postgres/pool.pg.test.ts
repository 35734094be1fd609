import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { transaction } from './transaction.ts'

const { pool } = await freshDatabase()

test('a connection that ends while a transaction has it and asks nothing fails that transaction, and nothing else', async () => {
  const broken = transaction(pool, async (tx) => {
    const { rows } = await tx.query('SELECT pg_backend_pid() AS pid')
    const gone = new Promise<void>((resolve) => tx.once('end', resolve))
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0].pid])
    await gone
    await tx.query('SELECT 1')
  })
  await expect(broken).rejects.toThrow()
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})
