import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { Store } from '../../schema/store.ts'
import { decideAll, market, NOON_IST } from '../testing/market.ts'
import { type Choice, consent, maxTotal, until, upTo, type Wish } from './consent.ts'
import { CheckoutBody } from './shape.ts'
import { asks, SHOP, shop, sold } from './testing/shop.ts'

const HOUR = 3_600_000
const store = shop().value as unknown as Store

const choice = (sku: string, count: number, paise = 3_000): Choice => ({
  ...{ line: `line-${sku}`, sku, qty: count * 1_000, else: 'drop' },
  ...{ product: { names: { en: sku }, taxBp: 500 }, price: { paise, version: 1 } },
})
const wish = (change: Partial<Wish> = {}): Wish => ({
  ...{ store, cart: 'cart-1', choices: [choice('milk', 2)], fill: 'available', when: 'pickup' },
  ...{ pay: 'cod', tipPaise: 0, now: NOON_IST },
  ...change,
})

test('the total that was shown is the total that is charged, as long as nothing moves', async () => {
  const { body, seen } = consent(wish({ pay: 'hook', tipPaise: 501 }))
  const [decision] = await decideAll(market([shop(), ...sold('milk')]), [asks(1, body)])
  expect(decision).toMatchObject({
    verdict: 'accepted',
    result: { payablePaise: seen.payablePaise },
  })
})

test('every consent can be read, and covers what it shows', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 99_999 })), {
        minLength: 1,
        maxLength: 20,
      }),
      fc.constantFrom('asap' as const, 'pickup' as const),
      fc.constantFrom('cod' as const, 'hook' as const),
      (rows, when, pay) => {
        const choices = rows.map(([count, paise], n) => choice(`sku-${n}`, count, paise))
        const { body, seen } = consent(wish({ choices, when, pay }))
        expect(v.parse(CheckoutBody, body)).toEqual(body)
        expect(seen.payablePaise).toBeLessThanOrEqual(body.maxTotalPaise)
        for (const line of body.lines) expect(line.upTo).toBeGreaterThanOrEqual(line.seen.paise)
      },
    ),
    { numRuns: 1_000 },
  )
})

test.each([
  [2_800, 3_100],
  [3_000, 3_300],
  [100, 110],
  [0, 0],
])('a price of %i paise may rise to %i', (seen, limit) => {
  expect(upTo(seen)).toBe(limit)
})

test.each([
  [18_300, 19_300],
  [62_150, 64_100],
  [20_761, 21_800],
])('a total of %i paise may come to %i, in whole rupees', (total, limit) => {
  expect(maxTotal(total)).toBe(limit)
})

test('as soon as possible waits an hour, but never longer than the shop is open', () => {
  expect(until({ store, when: 'asap', now: NOON_IST })).toBe(NOON_IST + HOUR)
  expect(until({ store, when: 'asap', now: NOON_IST + 9.5 * HOUR })).toBe(NOON_IST + 10 * HOUR)
})

test('what is fetched may be asked until closing time, of the next opening when it is shut', () => {
  expect(until({ store, when: 'pickup', now: NOON_IST })).toBe(NOON_IST + 10 * HOUR)
  expect(until({ store, when: 'pickup', now: NOON_IST + 11 * HOUR })).toBe(NOON_IST + 34 * HOUR)
  expect(until({ store, when: 'pickup', now: NOON_IST, closes: NOON_IST + 5 })).toBe(NOON_IST + 5)
})

test('a shop that never opens is asked for an hour, and will say so', () => {
  const never = { ...store, hours: [] }
  expect(until({ store: never, when: 'pickup', now: NOON_IST })).toBe(NOON_IST + HOUR)
})

test('an address goes along only when somebody must bring the goods', () => {
  const to = { id: 'home', sealed: 'c2VhbGVk' }
  expect(consent(wish({ to })).body.to).toBeUndefined()
  expect(consent(wish({ to, when: 'asap' })).body).toMatchObject({ store: SHOP, to })
})
