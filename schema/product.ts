import * as v from 'valibot'
import { Names } from './names.ts'

const short = v.pipe(v.string(), v.minLength(1), v.maxLength(120))

/** What a shop says of a product, price and stock apart. `pack` is as printed ("500 g"); `taxBp` is GST in basis points. */
export const ProductFields = v.strictObject({
  names: Names,
  brand: v.optional(short),
  pack: v.optional(short),
  aisle: short,
  shelf: short,
  /** Drawn when there is no photograph; one of the plate glyphs. */
  glyph: v.optional(v.pipe(v.string(), v.regex(/^[a-z-]{1,24}$/))),
  food: v.optional(v.picklist(['veg', 'egg', 'meat'])),
  taxBp: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(2800)),
  active: v.boolean(),
  /** Search words beyond the names: other spellings, generic names. */
  words: v.optional(v.pipe(v.string(), v.maxLength(200))),
})
export type ProductFields = v.InferOutput<typeof ProductFields>

export type Product = ProductFields & { store: string; sku: string; version: number }
export type Price = { store: string; sku: string; paise: number; mrpPaise: number; version: number }

/** What the public may know of the stock. */
export type Band = 'in' | 'few' | 'out'

/** At most this many free pieces read "Few left". */
export const FEW = 5

/** `available` in milli-units. */
export const bandOf = (available: number): Band =>
  available <= 0 ? 'out' : available <= FEW * 1000 ? 'few' : 'in'
