import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cashRounding, linePaise, mulDivRound, splitTax } from './money.ts'

test('1.235 kg at ₹48.00 costs ₹59.28', () => {
  expect(linePaise(4800, 1235)).toBe(5928)
})

test('₹24,900.00 at 28 % splits into 19,453.12 and twice 2,723.44', () => {
  expect(splitTax(2_490_000, 2800)).toEqual({
    taxablePaise: 1_945_312,
    cgstPaise: 272_344,
    sgstPaise: 272_344,
  })
})

test('a delivery fee of ₹25.00 at 18 % is 21.18 and twice 1.91', () => {
  expect(splitTax(2500, 1800)).toEqual({ taxablePaise: 2118, cgstPaise: 191, sgstPaise: 191 })
})

test('halves round away from zero, so a refund mirrors its charge', () => {
  expect(mulDivRound(1, 1, 2)).toBe(1)
  expect(mulDivRound(-1, 1, 2)).toBe(-1)
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer({ min: 1 }), (a, b, by) => {
      expect(mulDivRound(-a, b, by) + 0).toBe(-mulDivRound(a, b, by) + 0)
    }),
  )
})

test('small products, which need no BigInt, round to the same whole number', () => {
  const near = fc.oneof(fc.integer({ min: -100, max: 100 }), fc.integer(), fc.maxSafeInteger())
  fc.assert(
    fc.property(near, near, fc.integer({ min: 1 }), (a, b, by) => {
      const twice = BigInt(a) * BigInt(b) * 2n
      const exact = (twice + (twice < 0n ? -1n : 1n) * BigInt(by)) / (2n * BigInt(by))
      fc.pre(exact <= BigInt(Number.MAX_SAFE_INTEGER) && exact >= -BigInt(Number.MAX_SAFE_INTEGER))
      expect(BigInt(mulDivRound(a, b, by))).toBe(exact)
    }),
    { numRuns: 2_000 },
  )
})

test('the parts of a taxed amount sum to the whole', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e9 }),
      fc.integer({ min: 0, max: 2800 }),
      (gross, rate) => {
        const { taxablePaise, cgstPaise, sgstPaise } = splitTax(gross, rate)
        expect(taxablePaise + cgstPaise + sgstPaise).toBe(gross)
        expect(cgstPaise).toBe(sgstPaise)
        expect(taxablePaise).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})

test('cash goes to the nearest rupee, and down when up would pass the limit', () => {
  expect(cashRounding(20_761, 30_000)).toBe(39)
  expect(cashRounding(20_761, 20_799)).toBe(-61)
  expect(cashRounding(20_749, 30_000)).toBe(-49)
  expect(cashRounding(20_700, 20_700)).toBe(0)
})
