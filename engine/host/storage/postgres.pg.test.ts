import { expect, test } from 'vitest'
import { freshDatabase } from '../../../test/kit/database.ts'
import { documentId } from '../../model/document.ts'
import type { FoundIntent } from '../../model/pending.ts'
import { realEnv } from '../../model/real-env.ts'
import { flushOf, noteAbout } from '../testing/flushes.ts'
import { hostStoreSuite } from '../testing/host-store-suite.ts'
import { type Acknowledged, expectWhole, killedWriter } from '../testing/killed-writer.ts'
import { postgresHostStore } from './postgres.ts'
import { idBytes } from './postgres-load.ts'

const { pool, url } = await freshDatabase()
await pool.query('CREATE TABLE found (n bigserial, intent jsonb)')

const tables =
  'documents, changes, snapshots, actors, quarantine, quarantine_counts, host_identity, found'

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
    counted: async (person) => {
      const { rows } = await pool.query(
        'SELECT reason, count::int FROM quarantine_counts WHERE person = $1',
        [person],
      )
      return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]))
    },
    keptBytes: async (person) => {
      const { rows } = await pool.query(
        'SELECT sum(length(bytes))::int AS bytes FROM quarantine WHERE person = $1',
        [person],
      )
      return rows[0].bytes
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

const idsOf = ({ names }: Acknowledged) => {
  const ids = names.map((name) => documentId(noteAbout(name)))
  return [ids.map(idBytes), ids]
}

test.each([1, 7, 23])(
  'a writer killed after %i flushes has lost nothing that was acknowledged, and kept no change without its intent',
  async (flushes) => {
    const acknowledged = await killedWriter('postgres', url, flushes)
    const store = postgresHostStore({ pool, env: realEnv(), insertFound: async () => undefined })
    await expectWhole(store, acknowledged)
    const { rows } = await pool.query(
      `SELECT count(*) AS asked, (SELECT count(*) FROM changes WHERE seq % 3 = 1 AND doc = ANY ($1)) AS carried
         FROM found WHERE intent->>'document' = ANY ($2)`,
      idsOf(acknowledged),
    )
    expect(rows[0].asked).toBe(rows[0].carried)
  },
)
