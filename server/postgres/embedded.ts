import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { installedBinaries } from './binaries.ts'
import { clusterUser, makeCluster } from './cluster.ts'
import { withFileLock } from './file-lock.ts'
import { makeHome, type Place, preparePlace } from './place.ts'
import { addressOf, findOrStart, type Running, stop } from './postmaster.ts'

/** Advisory lock in the `postgres` database, held shared by every node that uses the cluster. */
const IN_USE = 4_822_001
const REVIVE_MS = { first: 100, longest: 5_000 }

export type Embedded = {
  /** Address of the database, for any number of pools. */
  url: string
  /** Lets go of the cluster; whoever is the last to let go stops it. End the pools first. */
  close(): Promise<void>
}

/**
 * The Postgres of one data directory: made, started or found running, and shared by all nodes of this machine that
 * name the directory. It runs in a session of its own, so it outlives a killed node. If it dies while we use it,
 * it is started again on the same port.
 */
export async function openEmbedded({
  home,
  say,
}: {
  home: string
  say: (sentence: string) => void
}): Promise<Embedded> {
  await makeHome(home)
  const locked = <T>(work: () => Promise<T>) => withFileLock(join(home, 'postgres.lock'), work)
  const place = await locked(async () => preparePlace(home, await installedBinaries(), say))
  let closing = false
  let hold = await locked(() => take(place, home))
  const { port } = hold.running
  watch()

  function watch() {
    hold.client.once('end', () => {
      if (!closing) void revive()
    })
  }

  async function revive() {
    say('The embedded Postgres went away; bringing it back.')
    for (let pause = REVIVE_MS.first; !closing; pause = Math.min(pause * 2, REVIVE_MS.longest)) {
      try {
        hold = await locked(() => take(place, home))
        return watch()
      } catch (error) {
        say(`The embedded Postgres is not back yet: ${(error as Error).message}`)
        await wait(pause)
      }
    }
  }

  return {
    url: `postgres://${clusterUser}:${hold.running.password}@127.0.0.1:${port}/${clusterUser}`,
    async close() {
      if (closing) return
      closing = true
      await locked(() => letGo(place, hold.client))
    },
  }
}

type Hold = { running: Running; client: pg.Client }

async function take(place: Place, home: string): Promise<Hold> {
  const { password } = await makeCluster(place, join(home, 'postgres.password'))
  const running = await findOrStart(place, password)
  const client = new pg.Client({
    ...addressOf(running),
    database: 'postgres',
    application_name: 'haat in use',
    keepAlive: true,
  })
  // Without a listener an error would end the process; 'end' follows it and is where we act.
  client.on('error', () => undefined)
  await client.connect()
  await client.query('SELECT pg_advisory_lock_shared($1)', [IN_USE])
  const made = await client.query('SELECT FROM pg_database WHERE datname = $1', [clusterUser])
  if (made.rowCount === 0) await client.query(`CREATE DATABASE ${clusterUser}`)
  return { running, client }
}

async function letGo(place: Place, client: pg.Client) {
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [IN_USE])
    const last = await client.query('SELECT pg_try_advisory_lock($1) AS alone', [IN_USE])
    if (last.rows[0].alone) await stop(place)
  } finally {
    await client.end().catch(() => undefined)
  }
}
