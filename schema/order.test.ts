import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical } from '../engine/model/canonical.ts'
import { askedOf } from './order.ts'

test('what was asked is canonical JSON by SKU, whatever names SKUs have and in whatever order they were asked', () => {
  const dropped = fc.record({
    sku: fc.string({ unit: 'grapheme', minLength: 1 }),
    qty: fc.nat(9_000),
  })
  fc.assert(
    fc.property(fc.array(dropped), (asked) => {
      const sums = new Map<string, number>()
      for (const { sku, qty } of asked) sums.set(sku, (sums.get(sku) ?? 0) + qty)
      const lines = asked.map((one) => ({ ...one, line: 'l', code: '' }))
      const wanted = canonical(Object.fromEntries(sums))
      expect(askedOf({ lines: [], dropped: lines })).toBe(wanted)
      expect(askedOf({ lines: [], dropped: lines.toReversed() })).toBe(wanted)
    }),
  )
})
