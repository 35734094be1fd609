import { expect, test } from 'vitest'
import { distance, grouped, phoneNumber, rupees, size, unitPrice } from './figures.ts'

test('money is grouped the Indian way, with paise only where there are some', () => {
  expect(rupees(123456750)).toBe('₹12,34,567.50')
  expect(rupees(18300)).toBe('₹183')
  expect(rupees(5)).toBe('₹0.05')
  expect(rupees(-41700)).toBe('−₹417')
})

test('grouping cuts three digits, then pairs', () => {
  expect([0, 999, 1000, 100000, 12345678].map(grouped)).toEqual([
    '0',
    '999',
    '1,000',
    '1,00,000',
    '1,23,45,678',
  ])
})

test('a near shop is metres away and a far one kilometres', () => {
  expect([423, 949, 950, 1640].map(distance)).toEqual(['420 m', '950 m', '0.9 km', '1.6 km'])
})

test('a mobile is read in two halves', () => {
  expect(phoneNumber('+919000000001')).toBe('+91 90000 00001')
  expect(phoneNumber('+14155550100')).toBe('+14155550100')
})

test('bytes are shown as phones show them', () => {
  expect([12, 1536, 3_400_000].map(size)).toEqual(['12 B', '2 kB', '3.4 MB'])
})

test('a pack that says how much gives the price of one unit', () => {
  expect(unitPrice('500 g', 4200)).toEqual({ paise: 8400, unit: 'kg' })
  expect(unitPrice('2 x 1 L', 24000)).toEqual({ paise: 12000, unit: 'l' })
  expect(unitPrice('6 pcs', 7200)).toEqual({ paise: 1200, unit: 'pc' })
})

test('a pack of one unit, or of no number, gives none', () => {
  expect([unitPrice('1 kg', 100), unitPrice('a bunch', 100), unitPrice(undefined, 100)]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
