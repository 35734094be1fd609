import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { ShownDocument } from '../../test/laws/rows.ts'
import type { Standing } from './messages.ts'

/** By when after the last round nothing may wait any more, however slow the recorded network. */
const REST_MS = 120_000
const LOOK_MS = 500

/** What the devices show in the end, and what is not as it should be; all zero when everything has come to rest. */
export type Rest = {
  shown: ShownDocument[]
  /** Edits and intents that still wait on a device. */
  waiting: number
  /** Documents that replicas show at different heads, or at heads that the server does not hold. */
  apart: number
  /** Lanes whose follower is not at their head. */
  behind: number
}

/** Lets every device come back and stay until all agree with the server; what they show is evidence either way. */
export async function comeToRest(
  pool: pg.Pool,
  devices: { tell(order: { do: 'rejoin' }): void; standing(): Promise<Standing[]> },
): Promise<Rest> {
  devices.tell({ do: 'rejoin' })
  const late = Date.now() + REST_MS
  for (;;) {
    const said = await devices.standing()
    const shown = said.flatMap((one) => one.shown)
    const waiting = said.reduce((sum, one) => sum + one.waiting, 0)
    const rest = {
      ...{ shown, waiting, apart: await apart(pool, shown) },
      behind: await behind(pool, said),
    }
    if ((waiting === 0 && rest.apart === 0 && rest.behind === 0) || Date.now() > late) return rest
    await pause(LOOK_MS)
  }
}

async function apart(pool: pg.Pool, shown: readonly ShownDocument[]): Promise<number> {
  const first = new Map<string, string>()
  const found = new Set<string>()
  const heads = shown.map(({ doc, heads: own }) => {
    const text = [...own].sort().join()
    if ((first.get(doc) ?? text) !== text) found.add(doc)
    first.set(doc, text)
    return own.map((hash) => ({ doc, hash }))
  })
  const { rows } = await pool.query<{ hash: string }>(
    `SELECT encode(hash, 'hex') AS hash FROM changes
      WHERE hash = ANY (SELECT decode(unnest($1::text[]), 'hex'))`,
    [[...new Set(heads.flat().map(({ hash }) => hash))]],
  )
  const held = new Set(rows.map(({ hash }) => hash))
  for (const { doc, hash } of heads.flat()) if (!held.has(hash)) found.add(doc)
  return found.size
}

/** Two devices of one person may have read differently far. */
async function behind(pool: pg.Pool, said: readonly Pick<Standing, 'through'>[]): Promise<number> {
  const read = said.flatMap(({ through }) => Object.entries(through))
  const { rows } = await pool.query<{ name: string; head: number }>(
    'SELECT name, head FROM lanes WHERE name = ANY ($1)',
    [read.map(([lane]) => lane)],
  )
  const heads = new Map(rows.map(({ name, head }) => [name, head]))
  return read.filter(([lane, through]) => heads.has(lane) && heads.get(lane) !== through).length
}
