import { sql } from 'drizzle-orm'
import { check, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { defineArea, type Need } from '../../engine/model/area.ts'
import { factValue, type StockMove } from '../facts.ts'
import type { OrderLines } from '../order.ts'
import { present, split, whole, word } from './columns.ts'

export type MoveRow = StockMove & { intent: string }

/** Every change of stock, kept for ever: a level is the sum of its moves, and each has one cause. INSERT only. */
export const movesTable = pgTable(
  'stock_moves',
  {
    store: word('store').notNull(),
    id: word('id').notNull(),
    sku: word('sku').notNull(),
    delta: whole('delta').notNull(),
    reserved: whole('reserved').notNull(),
    why: word('why').$type<StockMove['why']>().notNull(),
    of: word('of'),
    intent: uuid('intent').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.store, t.id] }),
    check('stock_moves_move_something', sql`${t.delta} <> 0 OR ${t.reserved} <> 0`),
    check(
      'stock_moves_why',
      sql`${t.why} IN ('received', 'sold', 'damaged', 'counted', 'reserved', 'released', 'consumed', 'returned', 'variance')`,
    ),
  ],
)

/** Has this movement been counted already? Movements are made on devices, and may be published twice. */
export const moveById = (store: string, id: string): Need<MoveRow> => ({
  area: 'moves',
  by: 'id',
  key: `${store}/${id}`,
})

const byId = (row: MoveRow) => `${row.store}/${row.id}`

export const moves = defineArea<MoveRow>({
  name: 'moves',
  table: movesTable,
  locks: false,
  keyOf: byId,
  by: { id: byId },
  from: ['stock.moved', 'order.lines'],
  rowsOf(fact, intent) {
    const moved = factValue('stock.moved', fact)
    if (moved) return [{ ...moved, intent }]
    const placed = factValue('order.lines', fact)
    return placed ? reservations(placed, intent) : []
  },
  load: {
    id: async (tx, keys) => {
      const { rows } = await tx.query<MoveRow>(
        `SELECT m.store, m.id, m.sku, m.delta, m.reserved, m.why, m.of, m.intent
         FROM unnest($1::text[], $2::text[]) AS k (store, id) JOIN stock_moves m USING (store, id)
         ORDER BY m.store, m.id`,
        split(keys),
      )
      return rows.map(present)
    },
  },
  async write(tx, rows) {
    await tx.copy(
      'stock_moves (store, id, sku, delta, reserved, why, of, intent)',
      rows.map((row) => [
        row.store,
        row.id,
        row.sku,
        row.delta,
        row.reserved,
        row.why,
        row.of,
        row.intent,
      ]),
    )
  },
})

/** What an order takes is said once, by its lines; the moves that promise it follow from them. */
function reservations({ store, order, lines }: OrderLines, intent: string): MoveRow[] {
  const moved: MoveRow[] = []
  for (const { line, sku, qty } of lines) {
    if (sku === undefined) continue
    const id = `${order}/${line}`
    moved.push({ store, id, sku, delta: 0, reserved: qty, why: 'reserved', of: order, intent })
  }
  return moved
}
