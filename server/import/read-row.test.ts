import { expect, test } from 'vitest'
import { glyphOf } from './glyph-of.ts'
import { productOf } from './product-of.ts'
import { type Columns, columnsOf, readRow } from './read-row.ts'

const header = 'name,category,subcategory,type,brand,price_rupees,mrp_rupees,rating'.split(',')
const columns = columnsOf(header) as Columns
const fields = (change: Partial<Record<string, string>> = {}) => {
  const row: Record<string, string> = {
    name: 'Toned milk',
    category: 'Dairy',
    subcategory: 'Fresh dairy',
    type: 'Milk',
    brand: 'Palkudam',
    price_rupees: '26',
    mrp_rupees: '27.50',
    rating: '4.1',
    ...change,
  }
  return header.map((name) => row[name] as string)
}
const read = (change?: Partial<Record<string, string>>) => readRow(7, fields(change), columns)

test('a good row is read with tidy texts and exact paise', () => {
  expect(read({ name: '  Toned\u00a0 milk\n' })).toEqual({
    row: {
      line: 7,
      name: 'Toned milk',
      brand: 'Palkudam',
      aisle: 'Dairy',
      shelf: 'Milk',
      kind: 'Fresh dairy',
      paise: 2_600,
      mrpPaise: 2_750,
    },
  })
})

test('each thing that makes a row unfit has its own reason', () => {
  const reasons: [Partial<Record<string, string>>, string][] = [
    [{ name: ' \u00a0 ' }, 'empty-name'],
    [{ name: 'x'.repeat(161) }, 'name-too-long'],
    [{ name: 'bell\u0007' }, 'control-character'],
    [{ category: '' }, 'empty-category'],
    [{ type: 'x'.repeat(121) }, 'text-too-long'],
    [{ price_rupees: 'free' }, 'unreadable-price'],
    [{ price_rupees: '' }, 'unreadable-price'],
    [{ mrp_rupees: '1,200' }, 'unreadable-mrp'],
    [{ price_rupees: '0' }, 'price-zero'],
    [{ price_rupees: '27.51' }, 'price-above-mrp'],
  ]
  for (const [change, refused] of reasons) expect(read(change), refused).toEqual({ refused })
  expect(readRow(7, fields().slice(1), columns)).toEqual({ refused: 'wrong-columns' })
})

test('an empty brand is left out, an empty type falls back to what is wider', () => {
  expect(read({ brand: ' ', type: '' })).toMatchObject({ row: { shelf: 'Fresh dairy' } })
  expect(read({ brand: ' ' })).not.toHaveProperty('row.brand')
})

test('columns are found in any order, and a missing one is named', () => {
  expect(columnsOf([...header].reverse())).toMatchObject({ name: 7, count: 8 })
  expect(columnsOf(header.filter((name) => name !== 'brand'))).toEqual({ missing: ['brand'] })
})

test('an imported product has a glyph, a tax rate and its kind for a shelf', () => {
  const { row } = read() as { row: Parameters<typeof glyphOf>[0] }
  expect(productOf(row)).toMatchObject({
    shelf: 'Milk',
    words: 'Fresh dairy',
    glyph: 'milk',
    taxBp: 500,
  })
  expect(glyphOf({ ...row, shelf: 'Zzz', kind: 'Zzz', aisle: 'Zzz' })).toBe('basket')
})
