import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { ShownDocument } from '../../test/laws/rows.ts'
import type { DeviceProcesses } from './device-processes.ts'

/** By when after the last round nothing may wait any more, however slow the recorded network. */
const REST_MS = 120_000
const LOOK_MS = 500

/** Lets every device come back and stay until all agree with the server; what they show is evidence either way. */
export async function comeToRest(
  pool: pg.Pool,
  devices: DeviceProcesses,
): Promise<ShownDocument[]> {
  devices.tell({ do: 'rejoin' })
  const late = Date.now() + REST_MS
  for (;;) {
    const said = await devices.standing()
    const shown = said.flatMap((one) => one.shown)
    const waiting = said.reduce((sum, one) => sum + one.waiting, 0)
    const through = Object.assign({}, ...said.map((one) => one.through)) as Record<string, number>
    const atRest = waiting === 0 && (await agrees(pool, shown)) && (await isRead(pool, through))
    if (atRest || Date.now() > late) return shown
    await pause(LOOK_MS)
  }
}

/** Every replica of a document is at the same heads, and the server holds them. */
async function agrees(pool: pg.Pool, shown: readonly ShownDocument[]): Promise<boolean> {
  const heads = new Map<string, string>()
  for (const { doc, heads: own } of shown) {
    const text = [...own].sort().join()
    if ((heads.get(doc) ?? text) !== text) return false
    heads.set(doc, text)
  }
  const all = [...heads.values()].flatMap((text) => text.split(','))
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(DISTINCT hash) AS n FROM changes WHERE hash = ANY (SELECT decode(unnest($1::text[]), 'hex'))`,
    [all],
  )
  return rows[0]?.n === new Set(all).size
}

async function isRead(pool: pg.Pool, through: Record<string, number>): Promise<boolean> {
  const { rows } = await pool.query<{ name: string; head: number }>(
    'SELECT name, head FROM lanes WHERE name = ANY ($1)',
    [Object.keys(through)],
  )
  return rows.every(({ name, head }) => through[name] === head)
}
