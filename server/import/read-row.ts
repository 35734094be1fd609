import type { Unreadable } from './records.ts'
import { paiseOf } from './rupees.ts'

/** The columns a catalogue must have, in any order. A rating and anything else may stand beside them, unread. */
export const COLUMNS = [
  'name',
  'category',
  'subcategory',
  'type',
  'brand',
  'price_rupees',
  'mrp_rupees',
] as const
type Column = (typeof COLUMNS)[number]
export type Columns = Record<Column, number> & { count: number }

/** A row that can be sold: texts are tidy, money is paise. */
export type CatalogueRow = {
  line: number
  name: string
  brand?: string
  aisle: string
  shelf: string
  kind: string
  paise: number
  mrpPaise: number
}

/** Why a row is not imported. */
export type RowRefusal =
  | Unreadable
  | 'wrong-columns'
  | 'control-character'
  | 'empty-name'
  | 'name-too-long'
  | 'empty-category'
  | 'text-too-long'
  | 'unreadable-price'
  | 'unreadable-mrp'
  | 'price-zero'
  | 'price-above-mrp'

const NAME_LENGTH = 160
const TEXT_LENGTH = 120

/** Where each column stands, or which are missing. */
export function columnsOf(header: readonly string[]): Columns | { missing: Column[] } {
  const names = header.map((name) => tidy(name).toLowerCase())
  const missing = COLUMNS.filter((column) => !names.includes(column))
  if (missing.length > 0) return { missing }
  const at = Object.fromEntries(COLUMNS.map((column) => [column, names.indexOf(column)]))
  return { ...(at as Record<Column, number>), count: header.length }
}

export function readRow(
  line: number,
  fields: readonly string[],
  columns: Columns,
): { row: CatalogueRow } | { refused: RowRefusal } {
  if (fields.length !== columns.count) return { refused: 'wrong-columns' }
  if (fields.some((field) => CONTROL.test(field))) return { refused: 'control-character' }
  const text = (column: Column) => tidy(fields[columns[column]] as string)
  const name = text('name')
  if (name === '') return { refused: 'empty-name' }
  if (name.length > NAME_LENGTH) return { refused: 'name-too-long' }
  const aisle = text('category')
  if (aisle === '') return { refused: 'empty-category' }
  const subcategory = text('subcategory') || aisle
  const kind = text('type') || subcategory
  const brand = text('brand')
  if ([aisle, subcategory, kind, brand].some((each) => each.length > TEXT_LENGTH)) {
    return { refused: 'text-too-long' }
  }
  const paise = paiseOf(text('price_rupees'))
  if (paise === undefined) return { refused: 'unreadable-price' }
  const mrpPaise = paiseOf(text('mrp_rupees'))
  if (mrpPaise === undefined) return { refused: 'unreadable-mrp' }
  if (paise === 0) return { refused: 'price-zero' }
  if (paise > mrpPaise) return { refused: 'price-above-mrp' }
  const row = { line, name, aisle, shelf: kind, kind: subcategory, paise, mrpPaise }
  return { row: brand === '' ? row : { ...row, brand } }
}

// Line ends and tabs are white space that a sheet may hold; the other control characters are damage.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** One composed form, white space of any sort as one space, none at the ends. */
const tidy = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()
