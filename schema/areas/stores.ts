import { sql } from 'drizzle-orm'
import { check, integer, jsonb, pgTable } from 'drizzle-orm/pg-core'
import { defineArea, type Need } from '../../engine/model/area.ts'
import { factValue } from '../facts.ts'
import type { StoreSettings } from '../store.ts'
import { whole, word } from './columns.ts'

/** A shop's settings as they stand. */
export type StoreRow = {
  store: string
  version: number
  latE6: number
  lngE6: number
  settings: StoreSettings
}

export const storesTable = pgTable(
  'stores',
  {
    store: word('store').primaryKey(),
    version: whole('version').notNull(),
    latE6: integer('lat_e6').notNull(),
    lngE6: integer('lng_e6').notNull(),
    settings: jsonb('settings').$type<StoreSettings>().notNull(),
  },
  (t) => [
    check('stores_version', sql`${t.version} >= 1`),
    check('stores_on_earth', sql`abs(${t.latE6}) <= 90000000 AND abs(${t.lngE6}) <= 180000000`),
    check(
      'stores_charge_nothing_negative',
      sql`(${t.settings}->>'minimumPaise')::bigint >= 0 AND (${t.settings}->>'deliveryPaise')::bigint >= 0`,
    ),
  ],
)

export const storeById = (store: string): Need<StoreRow> => ({
  area: 'stores',
  by: 'store',
  key: store,
})

const byStore = (row: StoreRow) => row.store

export const stores = defineArea<StoreRow>({
  name: 'stores',
  table: storesTable,
  locks: false,
  keyOf: byStore,
  by: { store: byStore },
  from: ['store.set'],
  rowsOf(fact) {
    const value = factValue('store.set', fact)
    if (!value) return []
    const { store, version, ...settings } = value
    return [{ store, version, latE6: value.place.latE6, lngE6: value.place.lngE6, settings }]
  },
  load: {
    store: async (tx, keys) =>
      (
        await tx.query<StoreRow>(
          `SELECT store, version, lat_e6 AS "latE6", lng_e6 AS "lngE6", settings
           FROM stores WHERE store = ANY ($1::text[]) ORDER BY store`,
          [keys],
        )
      ).rows,
  },
  async write(tx, rows) {
    await tx.query(
      `INSERT INTO stores (store, version, lat_e6, lng_e6, settings)
       SELECT * FROM unnest($1::text[], $2::bigint[], $3::int[], $4::int[], $5::jsonb[])
       ON CONFLICT (store) DO UPDATE SET version = excluded.version, lat_e6 = excluded.lat_e6,
         lng_e6 = excluded.lng_e6, settings = excluded.settings`,
      [
        rows.map((row) => row.store),
        rows.map((row) => row.version),
        rows.map((row) => row.latE6),
        rows.map((row) => row.lngE6),
        rows.map((row) => JSON.stringify(row.settings)),
      ],
    )
  },
})
