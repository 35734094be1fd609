import { writeSync } from 'node:fs'
import pg from 'pg'
import { realEnv } from '../../model/real-env.ts'
import { postgresHostStore } from '../storage/postgres.ts'
import { sqliteHostStore } from '../storage/sqlite.ts'
import { changeOf, flushOf, hashOf } from './flushes.ts'

/**
 * A process that writes to a store until it is killed: `sqlite FILE` or `postgres URL`. Each line it prints is a flush
 * that the store has acknowledged: names of documents and the version they have now.
 */
const DOCUMENTS = 8
const CHANGES = 3

const [kind = '', target = ''] = process.argv.slice(2)
const env = realEnv()
const store =
  kind === 'sqlite'
    ? await sqliteHostStore({ file: target, env })
    : postgresHostStore({
        pool: new pg.Pool({ connectionString: target }),
        env,
        insertFound: async (tx, found) => {
          for (const one of found) await tx.query('INSERT INTO found (intent) VALUES ($1)', [one])
        },
      })

const names = Array.from({ length: DOCUMENTS }, (_, i) => `${process.pid} ${i}`)
for (let version = 0; ; version += CHANGES) {
  const flushes = names.map((name) => {
    const flush = flushOf(name, version, {
      heads: [hashOf(version + CHANGES)],
      changes: Array.from({ length: CHANGES }, (_, i) => changeOf(version + i + 1)),
    })
    const by = { author: 'mala', device: 'phone', document: flush.id, change: hashOf(version + 1) }
    return { ...flush, intents: [{ id: env.chance.uuid7(), text: '{}', ...by }] }
  })
  await store.flush(flushes)
  if (version % 30 === 0) {
    const bytes = new Uint8Array(20_000)
    const [first] = flushes
    const n = version + CHANGES
    if (first) await store.snapshot(first.id, { n, heads: [hashOf(n)], bytes, at: env.now() })
  }
  writeSync(1, `${JSON.stringify({ names, version: version + CHANGES })}\n`)
}
