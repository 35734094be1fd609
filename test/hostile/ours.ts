import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { stockDraftAbout } from '../../schema/documents/stock-draft.ts'
import { storeLane } from '../../schema/lanes.ts'
import { openEmbedded } from '../../server/postgres/embedded.ts'
import { type SignedInDevice, signInAt } from '../kit/api.ts'
import { type ServerProcess, startServer } from '../kit/server-process.ts'
import type { Person, Target } from './target.ts'

const STORE = 'annai-maligai'

/** Our own server in a process of its own, on a Postgres of its own unless there is one already. */
export async function ourServer(database?: string): Promise<Target> {
  const home = await mkdtemp(join(tmpdir(), 'haat-hostile-'))
  const embedded = database
    ? undefined
    : await openEmbedded({ home: join(home, 'data'), say: () => undefined })
  const DATABASE_URL = database ?? (embedded?.url as string)
  const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 2 })
  const settings = {
    DATABASE_URL,
    HAAT_DATA: join(home, 'data'),
    HAAT_DEMO: '1',
    LOG_LEVEL: 'silent',
  }
  const start = () => startServer(settings)
  let server: ServerProcess = await start()
  let numbers = 9_810_000_000 + Math.floor(Math.random() * 10_000_000)
  let documents = Math.floor(Math.random() * 1_000_000)

  async function person(name: string, isStaff: boolean): Promise<Person> {
    const device: SignedInDevice = await signInAt(server.url, `+91${++numbers}`, name)
    if (isStaff) {
      const sql = `INSERT INTO memberships VALUES ($1, $2, 'staff', 'active')`
      await pool.query(sql, [device.person, storeLane(STORE)])
    }
    const socket = `${server.url.replace('http', 'ws')}/sync`
    return { name, url: async () => `${socket}?ticket=${await device.ticket()}` }
  }

  return {
    name: 'haat',
    hasTickets: true,
    get pid() {
      return server.process.pid as number
    },
    cast: async () => ({
      victim: await person('victim', true),
      mallory: await person('mallory', true),
      outsider: await person('outsider', false),
      about: stockDraftAbout(STORE, ++documents),
    }),
    isAlive: () => server.process.exitCode === null && server.process.signalCode === null,
    strayFiles: async () => (await readdir(home)).filter((name) => name !== 'data'),
    async revive() {
      server = await start()
      return true
    },
    async close() {
      await server.stop()
      await pool.end()
      await embedded?.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}
