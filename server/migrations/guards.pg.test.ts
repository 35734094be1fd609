import { expect, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'

const { pool } = await freshDatabase()

test.each(['facts', 'outcomes', 'audit'])(
  '%s can be added to and never rewritten',
  async (table) => {
    for (const sql of [
      `UPDATE ${table} SET at = now()`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table}`,
    ]) {
      await expect(pool.query(sql)).rejects.toThrow(`${table} only takes new rows`)
    }
  },
)
