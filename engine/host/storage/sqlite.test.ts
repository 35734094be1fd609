import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import type { FoundIntent } from '../../model/pending.ts'
import { realEnv } from '../../model/real-env.ts'
import { flushOf } from '../testing/flushes.ts'
import { hostStoreSuite } from '../testing/host-store-suite.ts'
import { expectWhole, killedWriter } from '../testing/killed-writer.ts'
import { sqliteHostStore } from './sqlite.ts'

const folder = mkdtempSync(join(tmpdir(), 'haat-host-'))
afterAll(() => rmSync(folder, { recursive: true }))
let subjects = 0

hostStoreSuite('sqlite', async () => {
  const found: FoundIntent[] = []
  const file = join(folder, `suite-${subjects++}.db`)
  let isBroken = false
  const store = await sqliteHostStore({
    file,
    env: realEnv(),
    insertFound: (all) => {
      if (isBroken && all.length > 0) throw new Error('the sink is broken')
      found.push(...all)
    },
  })
  return {
    store,
    found: async () => found,
    counted: async (person) => {
      const database = new Database(file, { readonly: true })
      const rows = database
        .prepare('SELECT reason, count FROM quarantine_counts WHERE person = ?')
        .all(person) as { reason: string; count: number }[]
      database.close()
      return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]))
    },
    keptBytes: async (person) => {
      const database = new Database(file, { readonly: true })
      const kept = database
        .prepare('SELECT sum(length(bytes)) AS bytes FROM quarantine WHERE person = ?')
        .get(person) as { bytes: number }
      database.close()
      return kept.bytes
    },
    breakSink: () => {
      isBroken = true
    },
  }
})

test('what was flushed and the name of the database are there after opening again', async () => {
  const file = join(folder, 'again.db')
  const first = await sqliteHostStore({ file, env: realEnv() })
  const flush = flushOf('a', 0)
  await first.flush([flush])
  const name = await first.identity()
  await first.close()
  const second = await sqliteHostStore({ file, env: realEnv() })
  expect(await second.identity()).toBe(name)
  expect(await second.since(flush.id, 0)).toEqual(flush.changes)
  await second.close()
})

test.each([1, 7, 60])(
  'a writer killed after %i flushes has lost nothing that was acknowledged',
  async (flushes) => {
    const file = join(folder, `killed-${flushes}.db`)
    const acknowledged = await killedWriter('sqlite', file, flushes)
    const store = await sqliteHostStore({ file, env: realEnv() })
    await expectWhole(store, acknowledged)
    await store.close()
  },
)
