import type { Pool } from 'pg'
import { expect } from 'vitest'
import { ask, openNode } from '../../engine/authority/testing/node.ts'
import { check } from '../../test/laws/check.ts'
import { dumpRows } from '../../test/laws/dump.ts'
import type { StockItem } from '../publish-stock/shape.ts'
import { rulebook } from '../rulebook.ts'
import { setStoreShape } from '../set-store/shape.ts'

const settings = {
  ...setStoreShape.example.settings,
  hours: [{ fromMinute: 0, toMinute: 1_440 }],
  minimumPaise: 0,
}
const system = 'system:import'
export const OWNER = 'ravi'

/** Opens a shop as the import does, by asking: `stock` pieces of each SKU at ₹30. */
export async function foundShop(pool: Pool, store: string, stock: Record<string, number>) {
  const node = openNode(pool, { rulebook })
  const asks = (kind: string, body: object) => ({ kind, body, author: system })
  await ask(pool, [asks('set-store', { store, basis: 0, settings })], rulebook)
  await node.settle('platform')
  const fields = { aisle: 'Dairy', shelf: 'milk', taxBp: 500, active: true }
  const items = Object.entries(stock).flatMap(([sku, count]): StockItem[] => [
    { do: 'product', sku, basis: 0, fields: { names: { en: sku }, ...fields } },
    { do: 'price', sku, paise: 3_000, mrpPaise: 9_000, basis: 0 },
    ...(count > 0 ? [received(`opening-${sku}`, sku, count)] : []),
  ])
  const scope = `store:${store}`
  const owner = { scope, person: OWNER, role: 'owner', do: 'grant' }
  const opening = [asks('publish-stock', { store, items }), asks('set-membership', owner)]
  await ask(pool, opening, rulebook)
  await node.settle(scope)
  expect(await verdicts(pool, system)).toEqual({ accepted: expect.any(Number) })
}

export const received = (id: string, sku: string, count: number): StockItem => ({
  ...{ do: 'move', id, sku, qty: count * 1_000, why: 'received' },
})

/** How many questions got which answer; all questions, or those of one author. */
export async function verdicts(pool: Pool, author = '%'): Promise<Record<string, number>> {
  const { rows } = await pool.query(
    `SELECT coalesce(reason, verdict) AS said, count(*) AS n FROM outcomes WHERE author LIKE $1 GROUP BY 1`,
    [author],
  )
  return Object.fromEntries(rows.map((row) => [row.said, row.n]))
}

/** In pieces: what a shop has of each SKU, and what of it is promised. */
export async function shelf(pool: Pool, store: string): Promise<Record<string, number[]>> {
  const { rows } = await pool.query(
    'SELECT sku, on_hand, reserved FROM stock WHERE store = $1 ORDER BY sku',
    [store],
  )
  return Object.fromEntries(
    rows.map((row) => [row.sku, [row.on_hand / 1_000, row.reserved / 1_000]]),
  )
}

/** Every law that rows alone can break: stock, money, lanes, audit, one order each, and that each decision repeats. */
export async function expectMarketLaws(pool: Pool) {
  const rows = await dumpRows(pool)
  expect(check({ history: [], rows, documents: [] })).toEqual([])
}
