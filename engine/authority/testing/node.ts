import type { Pool } from 'pg'
import { v7 } from 'uuid'
import { expect } from 'vitest'
import { areas } from '../../../schema/areas/all.ts'
import type { Env } from '../../model/env.ts'
import { type Intent, writeIntent } from '../../model/intent.ts'
import { realEnv } from '../../model/real-env.ts'
import type { Rulebook } from '../../model/rulebook.ts'
import { startAuthority } from '../authority.ts'
import { type BatchNews, type Deciding, decideLane } from '../decide-lane.ts'
import { insertPending, placeIntent } from '../pending.ts'
import { postgresAuthorityStore } from '../postgres/authority-store.ts'
import { shopRules } from './shop.ts'

/** A node's serial plane on a test's database, and what it told. */
export function openNode(
  pool: Pool,
  { rulebook = shopRules, env = realEnv() }: { rulebook?: Rulebook; env?: Env } = {},
) {
  const news: BatchNews[] = []
  const deciding: Deciding = {
    env,
    store: postgresAuthorityStore({ pool, env, areas }),
    rulebook,
    tell: (one) => news.push(one),
  }
  return {
    deciding,
    news,
    aborts: () => news.flatMap((one) => (one.what === 'aborted' ? [one.sqlstate] : [])),
    /** Decides a lane until nothing is left that is due. */
    async settle(lane: string) {
      while ((await decideLane(deciding, lane)) === 'more');
    },
    start: () => startAuthority(deciding, { pollMs: 20 }),
  }
}

export type Ask = {
  kind: string
  body: object
  id?: string
  author?: string
  document?: string
  until?: number
  answers?: string
  /** Instead of all that: the scalar itself. */
  text?: string
}

/** Puts intents where the host would, and gives their ids. */
export async function ask(
  pool: Pool,
  asks: readonly Ask[],
  rulebook: Rulebook = shopRules,
): Promise<string[]> {
  const rows = asks.map(({ kind, body, id = v7(), author = 'priya', document = id, ...rest }) => {
    const { until, answers, text } = rest
    const intent = { v: 1 as const, kind, basis: [], body: body as Intent['body'] }
    const extra = { ...(until === undefined ? {} : { until }), ...(answers ? { answers } : {}) }
    const found = { id, text: text ?? writeIntent({ ...intent, ...extra }), author, document }
    return placeIntent({ ...found, device: `${author}-phone`, change: 'ab' }, rulebook.kinds)
  })
  await insertPending(pool, rows)
  return rows.map(({ id }) => id)
}

/** Opens a shop's lane with so much of one thing on its shelf. */
export async function openShop(pool: Pool, store: string, stock: Record<string, number>) {
  await pool.query('INSERT INTO lanes (name) VALUES ($1) ON CONFLICT DO NOTHING', [
    `store:${store}`,
  ])
  for (const [sku, onHand] of Object.entries(stock)) {
    await pool.query(
      'INSERT INTO stock (store, sku, on_hand, reserved, version) VALUES ($1, $2, $3, 0, 1)',
      [store, sku, onHand],
    )
    if (onHand === 0) continue
    await pool.query(
      `INSERT INTO stock_moves (store, id, sku, delta, reserved, why, intent)
       VALUES ($1, 'opening/' || $2, $2, $3, 0, 'received', gen_random_uuid())`,
      [store, sku, onHand],
    )
  }
}

/** What must hold of any database at rest, whatever was asked; each query names what breaks it. */
const LAWS = {
  'a lane is gapless to its head': `SELECT l.name, l.head, count(f.seq) FROM lanes l LEFT JOIN facts f ON f.lane = l.name
    GROUP BY l.name, l.head HAVING count(f.seq) <> l.head OR coalesce(max(f.seq), 0) <> l.head`,
  'a fact belongs to a lane': `SELECT DISTINCT lane FROM facts WHERE lane NOT IN (SELECT name FROM lanes)`,
  'a fact has its outcome': `SELECT f.lane, f.seq FROM facts f LEFT JOIN outcomes o USING (intent)
    WHERE o.intent IS NULL OR (verdict <> 'accepted' AND f.kind NOT IN ('intent.answered', 'conflict.noted'))`,
  'an outcome has one audit row': `SELECT o.intent FROM outcomes o LEFT JOIN audit a ON a.intent = o.intent AND what = 'decided'
    GROUP BY 1 HAVING count(a.seq) <> 1`,
  'stock is the sum of its moves': `SELECT store, sku FROM stock s WHERE on_hand <>
    (SELECT coalesce(sum(delta), 0) FROM stock_moves m WHERE m.store = s.store AND m.sku = s.sku)`,
}

export async function expectLaws(pool: Pool) {
  for (const [law, sql] of Object.entries(LAWS)) {
    expect((await pool.query(sql)).rows, law).toEqual([])
  }
}
