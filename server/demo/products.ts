import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import * as v from 'valibot'
import { assert } from '../../engine/model/assert.ts'
import { ProductFields } from '../../schema/product.ts'
import { paiseOf } from '../import/rupees.ts'

/** A product on a demo shop's shelf; `pieces` is the opening stock. */
export type DemoProduct = {
  sku: string
  fields: ProductFields
  paise: number
  mrpPaise: number
  pieces: number
}

type Row = Record<
  | 'sku'
  | 'name'
  | 'tamil'
  | 'hindi'
  | 'brand'
  | 'pack'
  | 'aisle'
  | 'shelf'
  | 'glyph'
  | 'food'
  | 'gst'
  | 'price'
  | 'mrp'
  | 'stock'
  | 'words',
  string
>

/** What `products/<store>.csv` says the shop sells. The files are ours: a bad row in them is a bug. */
export function demoProducts(store: string): DemoProduct[] {
  const file = new URL(`products/${store}.csv`, import.meta.url)
  return (parse(readFileSync(file), { columns: true }) as Row[]).map(productOf)
}

function productOf(row: Row): DemoProduct {
  const paise = paiseOf(row.price)
  const mrpPaise = paiseOf(row.mrp)
  assert(paise !== undefined && mrpPaise !== undefined, `price of ${row.sku}`)
  const fields = v.parse(ProductFields, {
    names: { en: row.name, ta: row.tamil, hi: row.hindi },
    pack: row.pack,
    aisle: row.aisle,
    shelf: row.shelf,
    glyph: row.glyph,
    taxBp: Number(row.gst) * 100,
    active: true,
    ...(row.brand && { brand: row.brand }),
    ...(row.food && { food: row.food }),
    ...(row.words && { words: row.words }),
  })
  return { sku: row.sku, fields, paise, mrpPaise, pieces: Number(row.stock) }
}
