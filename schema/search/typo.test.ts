import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mistakes } from './typo.ts'

const exact = (a: string, b: string) => mistakes(a, b, { most: 9, asPrefix: false })

test('a swap, a missing, an added and a changed letter are one mistake each', () => {
  expect(exact('mikl', 'milk')).toBe(1)
  expect(exact('mlk', 'milk')).toBe(1)
  expect(exact('millk', 'milk')).toBe(1)
  expect(exact('malk', 'milk')).toBe(1)
})

test('an unfinished word is compared with the beginning of the whole one', () => {
  expect(mistakes('chocl', 'chocolate', { most: 2, asPrefix: true })).toBe(1)
  expect(mistakes('chocl', 'chocolate', { most: 2, asPrefix: false })).toBe(3)
})

test('the same two words are as far apart either way, and a bound only ever cuts off', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, most) => {
      expect(exact(a, b)).toBe(exact(b, a))
      expect(mistakes(a, b, { most, asPrefix: false })).toBe(Math.min(exact(a, b), most + 1))
    }),
  )
})
