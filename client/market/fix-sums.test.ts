import { expect, test } from 'vitest'
import { reason } from '../../engine/model/decision.ts'
import { sumsLeft } from './fix-sums.ts'

const short = reason('below-minimum', { missing: 5900 })
const over = reason('over-limit', { total: 63_200, max: 42_300 })
const order = { goodsPaise: 11_400, totalPaise: 11_400, minimumPaise: 9_900 }

test('an order that a substitute lifted over the minimum lacks nothing more', () => {
  expect(sumsLeft([short], order)).toEqual([])
})

test('what is missing is what is missing as chosen, not as it came back', () => {
  const [left] = sumsLeft([short], { ...order, goodsPaise: 8_000 })
  expect(left).toEqual(reason('below-minimum', { missing: 1_900 }))
})

test('leaving out so much that the shop would not come is said before it is asked', () => {
  expect(sumsLeft([], { ...order, goodsPaise: 3_200 })).toEqual([
    reason('below-minimum', { missing: 6_700 }),
  ])
})

test('of an order of which nothing is left no minimum is asked', () => {
  expect(sumsLeft([over], { ...order, goodsPaise: 0, totalPaise: 0 })).toEqual([])
})

test('a limit is spoken of only while the order as chosen is above it', () => {
  expect(sumsLeft([over], { ...order, totalPaise: 42_300 })).toEqual([])
  expect(sumsLeft([over], { ...order, totalPaise: 42_400 })).toEqual([
    reason('over-limit', { total: 42_400, max: 42_300 }),
  ])
})
