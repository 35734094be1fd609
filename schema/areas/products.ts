import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core'
import { defineArea, type Need } from '../../engine/model/area.ts'
import { factValue } from '../facts.ts'
import type { Names } from '../names.ts'
import type { Product, ProductFields } from '../product.ts'
import { present, split, whole, word } from './columns.ts'

/** What a shop sells, price and stock apart. Columns for search are generated beside these. */
export const productsTable = pgTable(
  'products',
  {
    store: word('store').notNull(),
    sku: word('sku').notNull(),
    version: whole('version').notNull(),
    names: jsonb('names').$type<Names>().notNull(),
    brand: text('brand'),
    pack: text('pack'),
    aisle: text('aisle').notNull(),
    shelf: word('shelf').notNull(),
    glyph: word('glyph'),
    food: word('food').$type<NonNullable<ProductFields['food']>>(),
    taxBp: integer('tax_bp').notNull(),
    active: boolean('active').notNull(),
    words: text('words'),
  },
  (t) => [
    primaryKey({ columns: [t.store, t.sku] }),
    index('products_of_shelf').on(t.store, t.shelf),
    check('products_version', sql`${t.version} >= 1`),
    check('products_tax', sql`${t.taxBp} BETWEEN 0 AND 2800`),
    check('products_food', sql`${t.food} IN ('veg', 'egg', 'meat')`),
  ],
)

export const productBySku = (store: string, sku: string): Need<Product> => ({
  area: 'products',
  by: 'sku',
  key: `${store}/${sku}`,
})

/** Everything a shop keeps on one shelf. */
export const productsByShelf = (store: string, shelf: string): Need<Product> => ({
  area: 'products',
  by: 'shelf',
  key: `${store}/${shelf}`,
})

const columns =
  'p.store, p.sku, p.version, p.names, p.brand, p.pack, p.aisle, p.shelf, p.glyph, p.food, p.tax_bp AS "taxBp", p.active, p.words'

const bySku = (row: Product) => `${row.store}/${row.sku}`

export const products = defineArea<Product>({
  name: 'products',
  table: productsTable,
  locks: false,
  keyOf: bySku,
  by: {
    sku: bySku,
    shelf: (row) => `${row.store}/${row.shelf}`,
  },
  from: ['product.set'],
  rowsOf(fact) {
    const value = factValue('product.set', fact)
    return value ? [value] : []
  },
  load: {
    sku: async (tx, keys) => {
      const { rows } = await tx.query<Product>(
        `SELECT ${columns} FROM unnest($1::text[], $2::text[]) AS k (store, sku)
         JOIN products p USING (store, sku) ORDER BY p.store, p.sku`,
        split(keys),
      )
      return rows.map(present)
    },
    shelf: async (tx, keys) => {
      const { rows } = await tx.query<Product>(
        `SELECT ${columns} FROM unnest($1::text[], $2::text[]) AS k (store, shelf)
         JOIN products p USING (store, shelf) ORDER BY p.store, p.sku`,
        split(keys),
      )
      return rows.map(present)
    },
  },
  async write(tx, rows) {
    await tx.query(
      `INSERT INTO products (store, sku, version, names, brand, pack, aisle, shelf, glyph, food, tax_bp, active, words)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[], $5::text[], $6::text[], $7::text[],
         $8::text[], $9::text[], $10::text[], $11::int[], $12::boolean[], $13::text[])
       ON CONFLICT (store, sku) DO UPDATE SET version = excluded.version, names = excluded.names,
         brand = excluded.brand, pack = excluded.pack, aisle = excluded.aisle, shelf = excluded.shelf,
         glyph = excluded.glyph, food = excluded.food, tax_bp = excluded.tax_bp, active = excluded.active,
         words = excluded.words`,
      [
        rows.map((row) => row.store),
        rows.map((row) => row.sku),
        rows.map((row) => row.version),
        rows.map((row) => JSON.stringify(row.names)),
        rows.map((row) => row.brand),
        rows.map((row) => row.pack),
        rows.map((row) => row.aisle),
        rows.map((row) => row.shelf),
        rows.map((row) => row.glyph),
        rows.map((row) => row.food),
        rows.map((row) => row.taxBp),
        rows.map((row) => row.active),
        rows.map((row) => row.words),
      ],
    )
  },
})
