import type pg from 'pg'
import { CannotStart } from '../cannot-start.ts'

const OLDEST = 15

/** What makes a commit survive a crash. A server that trades one of these away is refused at start. */
const wanted: Record<string, readonly string[]> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'local', 'remote_write', 'remote_apply'],
}

export async function assertDurable(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string; setting: string }>(
    'SELECT name, setting FROM pg_settings WHERE name = ANY($1)',
    [[...Object.keys(wanted), 'server_version_num']],
  )
  for (const { name, setting } of rows) {
    if (name === 'server_version_num') refuseOld(Number(setting))
    else if (!wanted[name]?.includes(setting)) {
      throw new CannotStart(
        `This Postgres has ${name} = ${setting}, so an acknowledged change could be lost: set ${name} = on.`,
      )
    }
  }
}

function refuseOld(version: number) {
  const major = Math.floor(version / 10_000)
  if (major >= OLDEST) return
  throw new CannotStart(
    `DATABASE_URL leads to Postgres ${major}: use ${OLDEST} or newer, or unset it for the embedded one.`,
  )
}
