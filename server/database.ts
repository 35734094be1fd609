import type pg from 'pg'
import { CannotStart } from './cannot-start.ts'
import type { Config } from './config.ts'
import { assertDurable } from './postgres/durability.ts'
import { openEmbedded } from './postgres/embedded.ts'
import { migrate } from './postgres/migrate.ts'
import { openPool } from './postgres/pool.ts'

export type Database = { url: string; pool: pg.Pool; close(): Promise<void> }

/** The database of the settings, found or started, proven durable, and brought to this version. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  say: (sentence: string) => void,
): Promise<Database> {
  const embedded = config.databaseUrl
    ? undefined
    : await openEmbedded({ home: config.dataDir, say })
  const url = embedded?.url ?? config.databaseUrl ?? ''
  const pool = openPool(url)
  const close = async () => {
    await pool.end()
    await embedded?.close()
  }
  try {
    await pool.query('SELECT 1').catch((error) => {
      throw embedded ? error : unreachable(url, error)
    })
    await assertDurable(pool)
    await migrate(url)
    return { url, pool, close }
  } catch (error) {
    await close()
    throw error
  }
}

function unreachable(url: string, error: NodeJS.ErrnoException): CannotStart {
  const { host, pathname } = new URL(url)
  const why = error.code ?? error.message
  return new CannotStart(
    `DATABASE_URL leads to ${host}${pathname}, which does not let us in (${why}): correct it, or unset it for the embedded Postgres.`,
    { cause: error },
  )
}
