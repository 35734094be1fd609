import { expect, test } from 'vitest'
import { freshDatabase } from '../../../test/kit/database.ts'
import type { FoundIntent } from '../../model/pending.ts'
import { realEnv } from '../../model/real-env.ts'
import { flushOf, hostStoreSuite } from '../testing/host-store-suite.ts'
import { postgresHostStore } from './postgres.ts'

const { pool } = await freshDatabase()
await pool.query('CREATE TABLE found (n bigserial, intent jsonb)')

const tables = 'documents, changes, snapshots, actors, quarantine, host_identity, found'

hostStoreSuite('postgres', async () => {
  await pool.query(`TRUNCATE ${tables}`)
  let isBroken = false
  const store = postgresHostStore({
    pool,
    env: realEnv(),
    insertFound: async (tx, found) => {
      for (const one of found) await tx.query('INSERT INTO found (intent) VALUES ($1)', [one])
      if (isBroken) throw new Error('the sink is broken')
    },
  })
  return {
    store,
    found: async () => {
      const { rows } = await pool.query('SELECT intent FROM found ORDER BY n')
      return rows.map((row) => row.intent as FoundIntent)
    },
    breakSink: () => {
      isBroken = true
    },
  }
})

test('two nodes that flush the same documents in opposite order never wait for each other in a circle', async () => {
  await pool.query(`TRUNCATE ${tables}`)
  const store = () =>
    postgresHostStore({ pool, env: realEnv(), insertFound: async () => undefined })
  const flushAll = (names: string[]) => store().flush(names.map((name) => flushOf(name, 0)))
  for (let round = 0; round < 10; round++) {
    const names = Array.from({ length: 100 }, (_, i) => `document ${round} ${i}`)
    const both = await Promise.all([flushAll(names), flushAll([...names].reverse())])
    expect(both.flatMap((won) => [...won])).toHaveLength(names.length)
  }
})
