import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, inject } from 'vitest'
import { openPool } from '../../server/postgres/pool.ts'

export type TestDatabase = { url: string; pool: pg.Pool }

/**
 * A new, migrated, empty database for one test file, dropped when the file is done. `pool` is the product's pool; open
 * more with `openPool(url)` to stand for other nodes (and end them).
 *
 *     const { pool } = await freshDatabase()
 */
export async function freshDatabase({ poolSize = 10 } = {}): Promise<TestDatabase> {
  const name = `t_${randomBytes(8).toString('hex')}`
  await asAdmin(`CREATE DATABASE ${name} TEMPLATE ${inject('template')}`)
  const address = new URL(inject('adminUrl'))
  address.pathname = `/${name}`
  const pool = openPool(address.href, poolSize)
  afterAll(async () => {
    await pool.end()
    await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`)
  })
  return { url: address.href, pool }
}

async function asAdmin(sql: string) {
  const admin = new pg.Client({ connectionString: inject('adminUrl') })
  await admin.connect()
  try {
    await admin.query(sql)
  } finally {
    await admin.end()
  }
}
