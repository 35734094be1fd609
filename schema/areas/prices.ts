import { sql } from 'drizzle-orm'
import { check, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { defineArea, type Need } from '../../engine/model/area.ts'
import { factValue } from '../facts.ts'
import type { Price } from '../product.ts'
import { split, whole, word } from './columns.ts'

/** What one unit costs, GST included; never above the printed maximum. */
export const pricesTable = pgTable(
  'prices',
  {
    store: word('store').notNull(),
    sku: word('sku').notNull(),
    paise: whole('paise').notNull(),
    mrpPaise: whole('mrp').notNull(),
    version: whole('version').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.store, t.sku] }),
    check('prices_below_mrp', sql`${t.paise} >= 0 AND ${t.paise} <= ${t.mrpPaise}`),
    check('prices_version', sql`${t.version} >= 1`),
  ],
)

export const priceBySku = (store: string, sku: string): Need<Price> => ({
  area: 'prices',
  by: 'sku',
  key: `${store}/${sku}`,
})

const bySku = (row: Price) => `${row.store}/${row.sku}`

export const prices = defineArea<Price>({
  name: 'prices',
  table: pricesTable,
  locks: false,
  keyOf: bySku,
  by: { sku: bySku },
  from: ['price.set'],
  rowsOf(fact) {
    const value = factValue('price.set', fact)
    return value ? [value] : []
  },
  load: {
    sku: async (tx, keys) =>
      (
        await tx.query<Price>(
          `SELECT p.store, p.sku, p.paise, p.mrp AS "mrpPaise", p.version
           FROM unnest($1::text[], $2::text[]) AS k (store, sku) JOIN prices p USING (store, sku)
           ORDER BY p.store, p.sku`,
          split(keys),
        )
      ).rows,
  },
  async write(tx, rows) {
    await tx.query(
      `INSERT INTO prices (store, sku, paise, mrp, version)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
       ON CONFLICT (store, sku) DO UPDATE SET paise = excluded.paise, mrp = excluded.mrp, version = excluded.version`,
      [
        rows.map((row) => row.store),
        rows.map((row) => row.sku),
        rows.map((row) => row.paise),
        rows.map((row) => row.mrpPaise),
        rows.map((row) => row.version),
      ],
    )
  },
})
