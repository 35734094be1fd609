import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { check } from '../../test/laws/check.ts'
import { dumpRows } from '../../test/laws/dump.ts'
import { type Event, readHistory } from '../../test/laws/history.ts'
import type { ShownDocument } from '../../test/laws/rows.ts'
import type { Violation } from '../../test/laws/violation.ts'
import { lostChanges } from './lost.ts'
import type { ReplayResult } from './tally.ts'

export type Drift = Pick<
  ReplayResult,
  'duplicates' | 'oversold' | 'lost' | 'stockDrift' | 'paisaDrift'
>

/** The laws of the checker over what the run left behind, and the same again as plain questions to Postgres. */
export async function judge(
  pool: pg.Pool,
  {
    dir,
    shown,
    asked,
  }: { dir: string; shown: readonly ShownDocument[]; asked: ReadonlySet<string> },
): Promise<{ violations: Violation[]; drift: Drift }> {
  const rows = await dumpRows(pool)
  const history = readHistories(dir)
  const violations = check({ history, rows, documents: shown })
  const count = async (sql: string, values: unknown[] = []) =>
    (await pool.query<{ n: number }>(`SELECT count(*) AS n FROM (${sql}) AS found`, values)).rows[0]
      ?.n ?? 0
  const stored = new Set(rows.changes.map((row) => row.hash))
  const unanswered = await count(
    `SELECT id FROM unnest($1::uuid[]) AS asked (id) WHERE NOT EXISTS (SELECT FROM outcomes WHERE intent = id)`,
    [[...asked]],
  )
  return {
    violations,
    drift: {
      duplicates: await count(DUPLICATES),
      oversold: await count(OVERSOLD),
      lost: lostChanges({ history, shown }, stored).size + unanswered,
      stockDrift: await count(STOCK_DRIFT),
      paisaDrift: await count(PAISA_DRIFT),
    },
  }
}

/** What all processes of a run wrote, in no particular order. */
export function readHistories(dir: string): Event[] {
  return readdirSync(dir)
    .filter((name) => name.startsWith('history-'))
    .flatMap((name) => readHistory(readFileSync(join(dir, name), 'utf8')))
}

/** Two orders of one intent or of one cart, or an order without its accepted checkout and the other way round. */
const DUPLICATES = `
  SELECT 1 FROM orders GROUP BY intent HAVING count(*) > 1
  UNION ALL SELECT 1 FROM orders GROUP BY cart HAVING count(*) > 1
  UNION ALL SELECT 1 FROM orders o FULL JOIN
    (SELECT intent FROM outcomes WHERE kind = 'checkout' AND verdict = 'accepted') u USING (intent)
    WHERE o.id IS NULL OR u.intent IS NULL`

/** Less on the shelf than nothing, or more promised than is there. */
const OVERSOLD = `
  SELECT 1 FROM stock WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand`

/** Levels that are not the sum of their moves, and promises that are not the lines of orders. */
const STOCK_DRIFT = `
  SELECT 1 FROM stock s FULL JOIN
    (SELECT store, sku, sum(delta) AS delta, sum(reserved) AS reserved FROM stock_moves GROUP BY 1, 2) m
    USING (store, sku)
    WHERE coalesce(s.on_hand, 0) <> coalesce(m.delta, 0) OR coalesce(s.reserved, 0) <> coalesce(m.reserved, 0)
  UNION ALL SELECT 1 FROM
    (SELECT store, sku, sum(reserved) AS reserved FROM stock_moves WHERE why = 'reserved' GROUP BY 1, 2) m FULL JOIN
    (SELECT o.store, l.sku, sum(l.qty) AS qty FROM order_lines l JOIN orders o ON o.id = l.order_id
      WHERE l.kind = 'product' GROUP BY 1, 2) l USING (store, sku)
    WHERE coalesce(m.reserved, 0) <> coalesce(l.qty, 0)`

/** Orders that are not the sum of their lines, whose lines are not their parts, or above what was agreed. */
const PAISA_DRIFT = `
  SELECT 1 FROM orders o LEFT JOIN
    (SELECT order_id, sum(gross) AS gross, bool_and(gross = taxable + cgst + sgst) AS whole FROM order_lines GROUP BY 1) l
    ON l.order_id = o.id
    WHERE o.payable IS DISTINCT FROM l.gross OR NOT l.whole OR o.payable > o.max_total`
