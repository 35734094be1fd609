import type pg from 'pg'
import { canonical } from '../../engine/model/canonical.ts'
import type { StockItem } from '../../intents/publish-stock/shape.ts'
import { present } from '../../schema/areas/columns.ts'
import type { Price, Product, ProductFields } from '../../schema/product.ts'

/** What a store says of its products now, by SKU. */
export type CatalogueState = Map<string, { product: Product; price?: Price }>

export async function catalogueState(pool: pg.Pool, store: string): Promise<CatalogueState> {
  const [products, prices] = await Promise.all([
    pool.query<Product>(
      `SELECT store, sku, version, names, brand, pack, aisle, shelf, glyph, food, tax_bp AS "taxBp", active, words
       FROM products WHERE store = $1`,
      [store],
    ),
    pool.query<Price>(
      `SELECT store, sku, paise, mrp AS "mrpPaise", version FROM prices WHERE store = $1`,
      [store],
    ),
  ])
  const state: CatalogueState = new Map(
    products.rows.map((row) => [row.sku, { product: present(row) }]),
  )
  for (const price of prices.rows) {
    const known = state.get(price.sku)
    if (known) known.price = price
  }
  return state
}

/** What a catalogue wants a product to be. */
export type Wanted = { sku: string; fields: ProductFields; paise: number; mrpPaise: number }

/** What must be published so that the store says what is wanted; nothing if it does already. */
export function difference(
  state: CatalogueState,
  { sku, fields, paise, mrpPaise }: Wanted,
): StockItem[] {
  const known = state.get(sku)
  const items: StockItem[] = []
  if (!known || !saysSame(known.product, fields)) {
    items.push({ do: 'product', sku, fields, basis: known?.product.version ?? 0 })
  }
  const price = known?.price
  if (!price || price.paise !== paise || price.mrpPaise !== mrpPaise) {
    items.push({ do: 'price', sku, paise, mrpPaise, basis: price?.version ?? 0 })
  }
  return items
}

function saysSame({ store: _, sku: __, version: ___, ...fields }: Product, wanted: ProductFields) {
  return canonical(fields) === canonical(wanted)
}
