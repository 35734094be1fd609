import * as v from 'valibot'
import { expect, test } from 'vitest'
import { Sku } from '../../schema/store.ts'
import { skuAssigner } from './assign-sku.ts'
import type { CatalogueRow } from './read-row.ts'

const row = (line: number, change: Partial<CatalogueRow> = {}): CatalogueRow => ({
  line,
  name: 'Toned milk',
  brand: 'Palkudam',
  aisle: 'Dairy',
  shelf: 'Milk',
  kind: 'Dairy',
  paise: 2_600,
  mrpPaise: 2_600,
  ...change,
})

test('the same row said twice is one product', () => {
  const assign = skuAssigner()
  const first = assign(row(2))
  expect(first).toMatchObject({ what: 'product' })
  expect(assign(row(9, { name: 'TONED  Milk' }))).toEqual({
    what: 'repeat',
    sku: first.sku,
    of: 2,
    otherPrice: false,
  })
  expect(assign(row(10, { paise: 2_500 }))).toMatchObject({ what: 'repeat', otherPrice: true })
})

test('the same product at another MRP is another pack, numbered in the order of the file', () => {
  const assign = skuAssigner()
  const { sku } = assign(row(2))
  expect(assign(row(3, { mrpPaise: 5_000 }))).toEqual({ what: 'pack', sku: `${sku}-2`, of: 2 })
  expect(assign(row(4, { mrpPaise: 9_000 }))).toEqual({ what: 'pack', sku: `${sku}-3`, of: 2 })
  expect(assign(row(5, { mrpPaise: 5_000 }))).toMatchObject({ what: 'repeat', sku: `${sku}-2` })
})

test('a new price or MRP does not make a new SKU', () => {
  expect(skuAssigner()(row(2, { paise: 1, mrpPaise: 99_900 })).sku).toBe(skuAssigner()(row(2)).sku)
})

test('names that look alike as slugs are told apart, whatever script they are in', () => {
  const assign = skuAssigner()
  const skus = [
    row(1),
    row(2, { shelf: 'Flavoured' }),
    row(3, { brand: 'Other' }),
    row(4, { name: 'பால்', brand: 'அ' }),
    row(5, { name: 'தயிர்', brand: 'அ' }),
    row(6, { name: 'Very '.repeat(30) }),
  ].map((each) => assign(each).sku)
  expect(new Set(skus).size).toBe(skus.length)
  for (const sku of skus) v.parse(Sku, sku)
  expect(skus[0]).toMatch(/^palkudam-toned-milk-[0-9a-f]{6}$/)
})
