import type Database from 'better-sqlite3'
import type { Env } from '../../model/env.ts'
import { HaatError } from '../../model/error.ts'
import type { FoundIntent } from '../../model/pending.ts'
import type { ChangeRow, Flush, HostStore } from './host-store.ts'
import { standingOf } from './memory.ts'
import { keepInSqlite } from './sqlite-keep.ts'
import { changeRow, describeInSqlite, joined, loadFromSqlite } from './sqlite-load.ts'
import { TABLES } from './sqlite-tables.ts'

export type SqliteHostStoreOptions = {
  /** A path, or `:memory:`. One process at a time. */
  file: string
  env: Pick<Env, 'chance'>
  /** Takes found intents inside the transaction of the changes that carried them; a throw undoes both. */
  insertFound?(found: readonly FoundIntent[]): void
}

/**
 * Host storage in one SQLite file, for a host that has no Postgres: WAL, every commit synced. A flush is one transaction
 * without a pause in it, so nobody ever reads half of one. `storage-missing` if better-sqlite3 is not installed.
 */
export async function sqliteHostStore({
  file,
  env,
  insertFound = () => undefined,
}: SqliteHostStoreOptions): Promise<HostStore> {
  const database: Database.Database = new (await driver())(file)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.exec(TABLES)
  const write = writer(database)
  const keep = keepInSqlite(database)
  const rowsAfter = database.prepare('SELECT * FROM changes WHERE doc = ? AND n > ? ORDER BY n')
  const versionOf = database.prepare('SELECT id, version, state FROM documents WHERE id = ?')

  const flush = database.transaction((flushes: readonly Flush[]): Set<string> => {
    const winners = flushes.filter(write)
    insertFound(winners.flatMap((one) => one.intents))
    return new Set(winners.map((one) => one.id))
  })

  return {
    async identity() {
      const made = 'INSERT INTO host_identity VALUES (1, ?) ON CONFLICT DO NOTHING'
      database.prepare(made).run(env.chance.uuid7())
      return String(database.prepare('SELECT storage_id FROM host_identity').pluck().get())
    },
    load: async (id) => loadFromSqlite(database, id),
    described: async (ids) =>
      new Map(ids.flatMap((id) => describeInSqlite(database, id)).map((row) => [row.id, row])),
    since: async (id, n) => (versionOf.get(id) ? rowsAfter.all(id, n).map(changeRow) : undefined),
    versions: async (ids) =>
      new Map(
        ids.flatMap((id) => standingOf(versionOf.get(id) as Parameters<typeof standingOf>[0])),
      ),
    flush: async (flushes) => flush.immediate(flushes),
    ...keep,
    close: async () => void database.close(),
  }
}

/** Writes one document's share of a flush, if it is at the expected version; says whether it was. */
function writer(database: Database.Database): (flush: Flush) => boolean {
  const make = database.prepare(
    `INSERT INTO documents (id, sort, about, state, version, heads, ops, max_op, bytes)
     VALUES (?, ?, ?, 'open', 0, '', 0, 0, 0) ON CONFLICT (id) DO NOTHING`,
  )
  const move = database.prepare(
    `UPDATE documents SET version = ?, heads = ?, ops = ?, max_op = ?, bytes = ?
      WHERE id = ? AND version = ? AND state = 'open'`,
  )
  const actor = database.prepare('INSERT INTO actors VALUES (?, ?, ?, ?, ?, ?)')
  const change = database.prepare(`INSERT INTO changes VALUES (${Array(13).fill('?').join(', ')})`)

  return ({ id, expected, sort, about, heads, ops, maxOp, bytes, changes }) => {
    if (expected === 0) make.run(id, sort, JSON.stringify(about))
    const version = expected + changes.length
    const moved = move.run(version, joined(heads), ops, maxOp, bytes, id, expected)
    if (moved.changes === 0) return false
    for (const one of changes) {
      if (one.seq === 1) {
        actor.run(id, one.actor, one.person, one.device, one.via ?? null, one.at)
      }
      change.run(id, ...columnsOf(one))
    }
    return true
  }
}

const columnsOf = (one: ChangeRow) => [
  one.n,
  one.hash,
  one.actor,
  one.seq,
  one.startOp,
  one.ops,
  joined(one.deps),
  one.bytes,
  one.person,
  one.device,
  one.via ?? null,
  one.at,
]

async function driver(): Promise<typeof Database> {
  try {
    return (await import('better-sqlite3')).default
  } catch (cause) {
    throw new HaatError('storage-missing', {
      saw: 'better-sqlite3 is not installed',
      remedy: 'npm install better-sqlite3 (it needs a prebuilt binary or a C++ compiler)',
      cause,
    })
  }
}
