import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { CannotStart } from '../cannot-start.ts'

/** Advisory lock of the database: one node migrates, the others wait and find it done. */
const MIGRATING = 4_822_002

export const migrationsDir = join(import.meta.dirname, '..', 'migrations')

type Migration = { name: string; sql: string; checksum: string }

/**
 * Brings the database to this version: the `.sql` files of `dir` in name order, each in a transaction of its own, each
 * once. A file that was changed after it ran, or that this version does not have, stops the start.
 */
export async function migrate(url: string, dir = migrationsDir): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'haat migrations' })
  // A connection that breaks fails the question that is asked on it.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATING])
    return await bringUp(client, await readMigrations(dir))
  } finally {
    await client.end()
  }
}

async function bringUp(client: pg.Client, migrations: Migration[]): Promise<string[]> {
  await client.query(`CREATE TABLE IF NOT EXISTS migrations (
    name text PRIMARY KEY, checksum text NOT NULL, at timestamptz NOT NULL DEFAULT now())`)
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'SELECT name, checksum FROM migrations',
  )
  const done = new Map(rows.map(({ name, checksum }) => [name, checksum]))
  refuseStrangers(done, migrations)
  const missing = migrations.filter(({ name }) => !done.has(name))
  for (const migration of missing) await apply(client, migration)
  return missing.map(({ name }) => name)
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration) {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query('INSERT INTO migrations (name, checksum) VALUES ($1, $2)', [name, checksum])
    await client.query('COMMIT')
  } catch (cause) {
    await client.query('ROLLBACK').catch(() => undefined)
    const told = (cause as Error).message
    throw new CannotStart(`Migration ${name} failed and changed nothing: ${told}.`, { cause })
  }
}

function refuseStrangers(done: Map<string, string>, migrations: Migration[]) {
  const ours = new Map(migrations.map(({ name, checksum }) => [name, checksum]))
  for (const [name, checksum] of done) {
    if (!ours.has(name)) {
      throw new CannotStart(
        `The database has migration ${name}, which this version does not know: start the newer version, or use another database.`,
      )
    }
    if (ours.get(name) !== checksum) {
      throw new CannotStart(
        `Migration ${name} differs from the one this database has: restore the file, or use another database (for the demo, move HAAT_DATA away).`,
      )
    }
  }
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(dir, name), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}
