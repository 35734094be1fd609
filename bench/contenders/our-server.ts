import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { openEmbedded } from '../../server/postgres/embedded.ts'
import { migrate } from '../../server/postgres/migrate.ts'
import { openPool } from '../../server/postgres/pool.ts'
import { signInAt } from '../../test/kit/api.ts'
import { postmasterOf } from '../cpu.ts'
import { openServer, type Server } from '../replay/server-node.ts'
import { NODE_FLAGS } from './node-child.ts'

/** Limits that a bench raises, as settings; it prints them. */
export type Raised = { readonly [setting: string]: string }

export type OurServer = {
  server: Server
  pool: pg.Pool
  postmaster: number
  /** New people with a device each, who may open sockets. */
  people(count: number): Promise<Visitor[]>
  close(): Promise<void>
}

/** People who sign in at a time. */
const DOORS = 8

export type Visitor = {
  person: string
  device: string
  token: string
  /** An address that opens one socket. */
  ticketUrl(): Promise<string>
}

/** `npm start` in a process of its own, without the app, with its own Postgres and fsync on. */
export async function ourServer(raised: Raised = {}): Promise<OurServer> {
  const dir = await mkdtemp(join(tmpdir(), 'haat-bench-'))
  // Postgres may run as another user, who must be able to pass through.
  await chmod(dir, 0o711)
  const home = join(dir, 'data')
  const embedded = await openEmbedded({ home, say: () => undefined })
  await migrate(embedded.url)
  const pool = openPool(embedded.url, 4)
  const settings = {
    DATABASE_URL: embedded.url,
    NODE_OPTIONS: [...NODE_FLAGS].join(' '),
    ...raised,
  }
  const server = await openServer({ home, log: join(dir, 'server.log'), settings })
  let numbers = 0

  async function person(number: number): Promise<Visitor> {
    const phone = `+9173${String(number).padStart(8, '0')}`
    const signed = await signInAt(server.url, phone)
    const address = `${server.url.replace('http', 'ws')}/sync`
    return {
      person: signed.person,
      device: signed.device,
      token: signed.accessToken,
      ticketUrl: async () => `${address}?ticket=${encodeURIComponent(await signed.ticket())}`,
    }
  }

  return {
    server,
    pool,
    postmaster: await postmasterOf(pool),
    async people(count) {
      const came: Visitor[] = []
      const door = async () => {
        for (let n = ++numbers; n <= last; n = ++numbers) came.push(await person(n))
      }
      const last = numbers + count
      await Promise.all(Array.from({ length: DOORS }, door))
      numbers = last
      return came
    },
    async close() {
      await server.stop()
      await pool.end()
      await embedded.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** The limits that were raised, in a sentence. */
export const raisedIn = (raised: Raised): string =>
  `raised: the demo’s (HAAT_DEMO=1)${Object.entries(raised)
    .map(([name, value]) => `, ${name}=${value}`)
    .join('')}`
