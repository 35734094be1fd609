import fc from 'fast-check'
import { expect, test } from 'vitest'
import { quote } from './quote.ts'

const store = { deliveryPaise: 2500, freeAbovePaise: 30_000, deliveryTaxBp: 1800 }
const milk = {
  line: 'l1',
  sku: 'milk',
  names: { en: 'Milk' },
  qty: 2000,
  unitPaise: 3010,
  taxBp: 500,
}
const asked = {
  lines: [milk],
  store,
  when: 'asap',
  tipPaise: 0,
  pay: 'cod',
  maxTotalPaise: 10_000,
} as const

test('a small order pays for delivery and is rounded to the rupee in cash', () => {
  const bill = quote(asked)
  expect(bill.lines.map((line) => [line.line, line.grossPaise])).toEqual([
    ['l1', 6020],
    ['fee:delivery', 2500],
    ['rounding', -20],
  ])
  expect(bill.payablePaise).toBe(8500)
})

test('pickup, and an order above the threshold, pay no delivery', () => {
  expect(quote({ ...asked, when: 'pickup' }).payablePaise).toBe(6000)
  const many = quote({ ...asked, lines: [{ ...milk, qty: 10_000 }], maxTotalPaise: 99_999 })
  expect(many.lines.map((line) => line.line)).toEqual(['l1'])
})

test('whatever is asked, the payable is the sum of its lines, to the paisa', () => {
  const line = fc.record({
    line: fc.uuid(),
    sku: fc.constant('milk'),
    names: fc.constant({ en: 'Milk' }),
    qty: fc.integer({ min: 1, max: 100_000 }),
    unitPaise: fc.integer({ min: 0, max: 1_000_000 }),
    taxBp: fc.constantFrom(0, 500, 1200, 1800, 2800),
  })
  fc.assert(
    fc.property(
      fc.array(line),
      fc.nat(10_000),
      fc.constantFrom('cod' as const, 'hook' as const),
      (lines, tip, pay) => {
        const bill = quote({
          ...asked,
          lines,
          tipPaise: tip,
          pay,
          maxTotalPaise: Number.MAX_SAFE_INTEGER,
        })
        expect(bill.lines.reduce((sum, each) => sum + each.grossPaise, 0)).toBe(bill.payablePaise)
        for (const each of bill.lines) {
          expect(each.taxablePaise + each.cgstPaise + each.sgstPaise).toBe(each.grossPaise)
        }
        if (pay === 'cod') expect(bill.payablePaise % 100).toBe(0)
      },
    ),
  )
})
