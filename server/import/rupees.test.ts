import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MOST_PAISE, paiseOf } from './rupees.ts'

test('rupees with up to two decimals are exact paise', () => {
  expect(paiseOf('162')).toBe(16_200)
  expect(paiseOf('58.5')).toBe(5_850)
  expect(paiseOf('0.07')).toBe(7)
  expect(paiseOf('2849.15')).toBe(284_915)
  expect(paiseOf('12.500')).toBe(1_250)
})

test('what is not a plain price is not guessed at', () => {
  for (const text of [
    '',
    ' 5',
    '5 ',
    '-5',
    '+5',
    '1e3',
    '1,250',
    '₹5',
    '5.',
    '.5',
    '5.005',
    'NaN',
  ]) {
    expect(paiseOf(text)).toBeUndefined()
  }
  expect(paiseOf('1000000.01')).toBeUndefined()
})

test('every amount that is written out is read back as itself', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: MOST_PAISE }), (paise) => {
      const cents = String(paise % 100).padStart(2, '0')
      expect(paiseOf(`${Math.floor(paise / 100)}.${cents}`)).toBe(paise)
    }),
  )
})
