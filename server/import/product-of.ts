import type { ProductFields } from '../../schema/product.ts'
import { glyphOf } from './glyph-of.ts'
import type { CatalogueRow } from './read-row.ts'

/** What the shop will say of a catalogue row. The kind is its shelf, so that like things stand together. */
export function productOf(row: CatalogueRow): ProductFields {
  const { name, brand, aisle, shelf, kind } = row
  return {
    names: { en: name },
    ...(brand !== undefined && { brand }),
    aisle,
    shelf,
    glyph: glyphOf(row),
    taxBp: taxOf(aisle),
    active: true,
    ...(kind !== shelf && { words: kind }),
  }
}

/**
 * GST in basis points by aisle, because catalogues do not say: fresh food is free of it, other food and what bodies
 * need pays 5 %, the rest 18 %. A shop corrects what is wrong for a product.
 */
function taxOf(aisle: string): number {
  if (/fruit|vegetable|egg|fish/i.test(aisle)) return 0
  if (/clean|household|kitchen|garden|pet/i.test(aisle)) return 1800
  return 500
}
