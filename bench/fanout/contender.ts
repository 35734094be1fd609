import { join } from 'node:path'
import { type StockDraftAbout, stockDraftAbout } from '../../schema/documents/stock-draft.ts'
import { storeLane } from '../../schema/lanes.ts'
import { startChild } from '../contenders/node-child.ts'
import { ourServer } from '../contenders/our-server.ts'
import { cpuOf } from '../cpu.ts'

/** Somebody who passes on what one socket says to all others. */
export type Contender = {
  name: string
  isRelay: boolean
  /** A new document, an address for who speaks and for everybody who hears. */
  plan(sockets: number): Promise<{ about: StockDraftAbout; sender: string; hearers: string[] }>
  /** Seconds of CPU so far. */
  cpu(): number
  close(): Promise<void>
}

const STORE = 'annai-maligai'
/** Sockets of one person: what everybody may have. */
const SOCKETS_EACH = 8

/** Our server: the staff of one shop, all with its stock draft open. */
export async function ours(sockets: number): Promise<Contender> {
  const { server, pool, people, close } = await ourServer()
  const staff = await people(Math.ceil(sockets / SOCKETS_EACH) + 1)
  for (const one of staff) {
    const sql = `INSERT INTO memberships VALUES ($1, $2, 'staff', 'active')`
    await pool.query(sql, [one.person, storeLane(STORE)])
  }
  let documents = 0
  return {
    name: 'ours',
    isRelay: false,
    async plan(count) {
      const [speaker, ...others] = staff
      const urls: string[] = []
      for (let n = 0; n < count; n++) {
        urls.push((await others[n % others.length]?.ticketUrl()) as string)
      }
      const sender = (await speaker?.ticketUrl()) as string
      return { about: stockDraftAbout(STORE, ++documents), sender, hearers: urls }
    },
    cpu: () => cpuOf(server.pid()),
    close,
  }
}

/** A relay with `ws` and nothing else. */
export async function relay(): Promise<Contender> {
  const { port, pid, kill } = await startChild(join(import.meta.dirname, 'relay.mjs'))
  const url = `ws://127.0.0.1:${port}`
  return {
    name: 'ws relay',
    isRelay: true,
    plan: async (count) => ({
      about: stockDraftAbout(STORE, 1),
      sender: `${url}/sender`,
      hearers: Array.from({ length: count }, () => `${url}/`),
    }),
    cpu: () => cpuOf(pid),
    close: kill,
  }
}
