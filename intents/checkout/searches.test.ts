import { expect, test } from 'vitest'
import { searches } from './searches.ts'
import type { Good } from './seen.ts'
import { line, order } from './testing/shop.ts'

const good = (sku: string, count: number): Good => ({
  ...{ sku, names: { en: sku }, shelf: 'cold', taxBp: 500 },
  price: { paise: 3_000, version: 1 },
  stock: { onHand: count * 1_000, reserved: 0, version: 1 },
})
const milk = (count: number) => (sku: string) => (sku === 'ghost' ? undefined : good(sku, count))

test('no shelf is looked at while there is enough, or when what is short is dropped', () => {
  expect(searches(order([line('milk', 3)]), milk(3))).toEqual([])
  expect(searches(order([line('milk', 4, { else: 'drop' })]), milk(3))).toEqual([])
  expect(searches(order([line('ghost', 1)]), milk(3))).toEqual([])
})

test('two lines that are short together look at their shelf once, up to the higher of their limits', () => {
  const body = (first: number, second: number) =>
    order([line('milk', 2, { upTo: first }), line('milk', 2, { line: 'more', upTo: second })])
  expect(searches(body(3_500, 3_300), milk(3))).toEqual([{ shelf: 'cold', upTo: 3_500 }])
  expect(searches(body(3_300, 3_500), milk(3))).toEqual([{ shelf: 'cold', upTo: 3_500 }])
})
