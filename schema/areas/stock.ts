import { sql } from 'drizzle-orm'
import { check, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { defineArea, type Need } from '../../engine/model/area.ts'
import { factValue, type StockLevel } from '../facts.ts'
import { split, whole, word } from './columns.ts'

/** Units on the shelf and units promised, in milli-units; always the sum of their moves. */
export const stockTable = pgTable(
  'stock',
  {
    store: word('store').notNull(),
    sku: word('sku').notNull(),
    onHand: whole('on_hand').notNull(),
    reserved: whole('reserved').notNull(),
    version: whole('version').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.store, t.sku] }),
    check('stock_never_negative', sql`${t.onHand} >= 0 AND ${t.reserved} >= 0`),
    check('stock_version', sql`${t.version} >= 1`),
  ],
)

export const stockBySku = (store: string, sku: string): Need<StockLevel> => ({
  area: 'stock',
  by: 'sku',
  key: `${store}/${sku}`,
})

const bySku = (row: StockLevel) => `${row.store}/${row.sku}`

/**
 * Rows are locked in key order: the lane keeps other batches away, the lock keeps away whoever repairs stock by hand,
 * so that neither overwrites what the other did.
 */
export const stock = defineArea<StockLevel>({
  name: 'stock',
  table: stockTable,
  locks: true,
  written: 'K8',
  keyOf: bySku,
  by: { sku: bySku },
  from: ['stock.level'],
  rowsOf(fact) {
    const value = factValue('stock.level', fact)
    return value ? [value] : []
  },
  load: {
    sku: async (tx, keys) =>
      (
        await tx.query<StockLevel>(
          `SELECT s.store, s.sku, s.on_hand AS "onHand", s.reserved, s.version
           FROM unnest($1::text[], $2::text[]) AS k (store, sku) JOIN stock s USING (store, sku)
           ORDER BY s.store, s.sku FOR UPDATE OF s`,
          split(keys),
        )
      ).rows,
  },
  async write(tx, rows) {
    await tx.query(
      `INSERT INTO stock (store, sku, on_hand, reserved, version)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
       ON CONFLICT (store, sku) DO UPDATE SET on_hand = excluded.on_hand, reserved = excluded.reserved,
         version = excluded.version`,
      [
        rows.map((row) => row.store),
        rows.map((row) => row.sku),
        rows.map((row) => row.onHand),
        rows.map((row) => row.reserved),
        rows.map((row) => row.version),
      ],
    )
  },
})
