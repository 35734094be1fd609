import { expect, test } from 'vitest'
import { metresBetween } from './place.ts'

test('Chennai Central to Mylapore tank is 5.3 km, either way', () => {
  const central = { latE6: 13_082_700, lngE6: 80_275_700 }
  const tank = { latE6: 13_035_300, lngE6: 80_268_900 }
  expect(metresBetween(central, tank)).toBe(5322)
  expect(metresBetween(tank, central)).toBe(5322)
  expect(metresBetween(tank, tank)).toBe(0)
})
