import type Database from 'better-sqlite3'
import { HaatError } from '../../model/error.ts'
import {
  type Chunk,
  type ChunkKey,
  type DeviceStore,
  type Durability,
  TABLES,
  type Write,
} from './device-store.ts'

/**
 * A device without a browser: one SQLite file per person (`:memory:` for none), WAL, every strict commit synced. Values
 * are JSON. `storage-missing` if the optional package better-sqlite3 is not installed.
 */
export async function openSqlite(file: string): Promise<DeviceStore> {
  const database = new (await driver())(file)
  database.pragma('journal_mode = WAL')
  for (const table of TABLES) {
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`,
    )
  }
  database.exec(
    'CREATE TABLE IF NOT EXISTS chunks (n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, data BLOB NOT NULL)',
  )
  const run = statements(database)
  let closed = false
  let level: Durability | undefined
  const open = () => {
    if (closed) throw storeClosed(file)
  }

  const write = database.transaction((writes: readonly Write[]): boolean => {
    for (const each of writes) {
      if ('expect' in each && !run.get[each.expect].get(each.key)) return false
    }
    for (const each of writes) issue(run, each)
    return true
  })

  return {
    async get(table, key) {
      open()
      const row = run.get[table].get(key)
      return row ? JSON.parse(row.value) : undefined
    },
    async list(table, prefix = '') {
      open()
      return run.list[table]
        .all({ from: prefix, to: after(prefix) })
        .map(({ key, value }) => ({ key, value: JSON.parse(value) }))
    },
    async chunk(key) {
      open()
      const row = run.chunk.get(pathOf(key))
      return row && new Uint8Array(row.data)
    },
    async chunks(prefix) {
      open()
      const path = pathOf(prefix)
      return run.chunks.all({ from: path, to: after(path) }).map(
        ({ key, data }): Chunk => ({
          key: key.split(END).slice(0, -1),
          data: new Uint8Array(data),
        }),
      )
    },
    async commit(writes, durability) {
      open()
      // In WAL mode FULL syncs at each commit, which also covers every relaxed commit before it.
      if (level !== durability) {
        database.pragma(`synchronous = ${durability === 'strict' ? 'FULL' : 'NORMAL'}`)
      }
      level = durability
      try {
        return write.immediate(writes)
      } catch (cause) {
        throw storeFailed(file, cause)
      }
    },
    onLost() {},
    async close() {
      if (!closed) database.close()
      closed = true
    },
  }
}

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

/** Every element ends with this, so that a prefix of elements is a prefix of text, and of nothing else. */
const END = '\u001f'
const pathOf = (key: ChunkKey) => key.map((part) => part + END).join('')
/** The least text above all that begin with `prefix`. */
const after = (prefix: string) => `${prefix}\u{10ffff}`

type Keyed = { key: string; value: string }
type Stored = { key: string; data: Buffer }
type Range = { from: string; to: string }

function statements(database: Database.Database) {
  const each = <T>(make: (table: string) => T) =>
    Object.fromEntries(TABLES.map((table) => [table, make(table)])) as Record<
      (typeof TABLES)[number],
      T
    >
  return {
    get: each((t) =>
      database.prepare<[string], Keyed>(`SELECT key, value FROM ${t} WHERE key = ?`),
    ),
    list: each((t) =>
      database.prepare<Range, Keyed>(
        `SELECT key, value FROM ${t} WHERE key >= :from AND key < :to ORDER BY key`,
      ),
    ),
    put: each((t) =>
      database.prepare<[string, string]>(
        `INSERT INTO ${t} VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
      ),
    ),
    drop: each((t) => database.prepare<[string]>(`DELETE FROM ${t} WHERE key = ?`)),
    chunk: database.prepare<[string], Stored>('SELECT key, data FROM chunks WHERE key = ?'),
    chunks: database.prepare<Range, Stored>(
      'SELECT key, data FROM chunks WHERE key >= :from AND key < :to ORDER BY n',
    ),
    putChunk: database.prepare<[string, Uint8Array]>(
      'INSERT INTO chunks (key, data) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET data = excluded.data',
    ),
    dropChunk: database.prepare<[string]>('DELETE FROM chunks WHERE key = ?'),
    dropChunks: database.prepare<Range>('DELETE FROM chunks WHERE key >= :from AND key < :to'),
  }
}

function issue(run: ReturnType<typeof statements>, write: Write): void {
  if ('put' in write) run.put[write.put].run(write.key, JSON.stringify(write.value))
  else if ('drop' in write) run.drop[write.drop].run(write.key)
  else if ('chunk' in write) run.putChunk.run(pathOf(write.chunk), write.data)
  else if ('dropChunk' in write) run.dropChunk.run(pathOf(write.dropChunk))
  else if ('dropChunks' in write) {
    const path = pathOf(write.dropChunks)
    run.dropChunks.run({ from: path, to: after(path) })
  }
}

const storeClosed = (file: string) =>
  new HaatError('storage-closed', { saw: `${file} was closed`, remedy: 'Open it again' })

function storeFailed(file: string, cause: unknown): HaatError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return code === 'SQLITE_FULL'
    ? new HaatError('storage-full', { saw: file, remedy: 'Free some disk space', cause })
    : new HaatError('storage-failed', { saw: `${file}: ${code}`, remedy: 'Check the disk', cause })
}
