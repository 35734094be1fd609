import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { OrderLineRow } from '../../schema/areas/order-lines.ts'
import type { OrderRow } from '../../schema/areas/orders.ts'
import { factValue, type StockLevel } from '../../schema/facts.ts'
import { askedOf, type OrderLines } from '../../schema/order.ts'
import type { Price } from '../../schema/product.ts'
import { anyCheckout, anyMarket } from '../testing/anything.ts'
import { decideAll, intentId, type Market, market, rowsOf } from '../testing/market.ts'
import { CheckoutBody, type CheckoutLine } from './shape.ts'
import { asks } from './testing/shop.ts'

const RUNS = { numRuns: 1_000 }
const bodies = fc.array(anyCheckout, { minLength: 1, maxLength: 5 })
const copyOf = (of: Market): Market => ({ ...market(), areas: structuredClone(of.areas) })

/** Each body in a cart of its own, so that all get a real answer. */
const place = async (to: Market, all: readonly CheckoutBody[]) =>
  decideAll(
    to,
    all.map((body, n) => asks(n + 1, { ...body, cart: `cart-${n}` })),
  )

/** What was asked, and what was agreed. */
function placedIn(to: Market, all: readonly CheckoutBody[]) {
  return to.facts.flatMap(({ fact, intent }) => {
    const order = factValue('order.lines', fact)
    const body = all.find((_, n) => intentId(n + 1) === intent)
    return order && body ? [{ body, order }] : []
  })
}

const sum = (all: readonly number[]) => all.reduce((total, n) => total + n, 0)

test('whatever the order of asks, nothing is promised that is not there', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      const before = new Map(rowsOf<StockLevel>(rows, 'stock').map((level) => [level.sku, level]))
      await place(to, all)
      const lines = rowsOf<OrderLineRow>(to, 'lines')
      for (const { sku, onHand, reserved } of rowsOf<StockLevel>(to, 'stock')) {
        const promised = sum(lines.filter((line) => line.sku === sku).map((line) => line.reserved))
        const was = before.get(sku)
        expect(reserved).toBe((was?.reserved ?? 0) + promised)
        expect(onHand).toBe(was?.onHand)
        expect(reserved).toBeLessThanOrEqual(onHand)
      }
    }),
    RUNS,
  )
})

test('nobody pays above what they agreed to, the total is the sum of its lines, orders count up', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      await place(to, all)
      for (const { body, order } of placedIn(to, all)) {
        expect(order.payablePaise).toBeLessThanOrEqual(body.maxTotalPaise)
        expect(order.payablePaise).toBe(sum(order.lines.map(({ grossPaise }) => grossPaise)))
        for (const { taxablePaise, cgstPaise, sgstPaise, grossPaise } of order.lines)
          expect(taxablePaise + cgstPaise + sgstPaise).toBe(grossPaise)
        for (const line of order.lines) if (line.kind === 'product') expectWithinLimit(line, body)
      }
      const numbers = rowsOf<OrderRow>(to, 'orders').map(({ number }) => number)
      expect(numbers).toEqual(numbers.map((_, n) => n + 1))
    }),
    RUNS,
  )
})

function expectWithinLimit(line: OrderLines['lines'][number], body: CheckoutBody) {
  const asked = body.lines.find((one) => line.line.split(':')[0] === one.line) as CheckoutLine
  const choice = asked.else
  const limit = line.insteadOf && typeof choice === 'object' ? choice.upTo : asked.upTo
  expect(line.unitPaise).toBeLessThanOrEqual(limit)
  if (!line.insteadOf) expect(line.sku).toBe(asked.sku)
  else if (typeof choice === 'object') expect(line.sku).toBe(choice.sku)
  else expect(choice).toBe('best-match')
}

test('of everything asked it is known whether it is in the order, replaced, or left out', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      await place(to, all)
      for (const { body, order } of placedIn(to, all)) {
        expect(askedOf(order)).toBe(
          askedOf({ lines: [], dropped: body.lines.map((line) => ({ ...line, code: '' })) }),
        )
        for (const asked of body.lines) {
          const own = order.lines.find(({ line }) => line === asked.line)?.qty ?? 0
          if (body.fill === 'all') expect([0, asked.qty]).toContain(own)
        }
      }
    }),
    RUNS,
  )
})

test('who asks for what is there gets exactly that, and all lines of one SKU are counted together', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyCheckout, async (rows, body) => {
      const to = copyOf(rows)
      const free = new Map(
        rowsOf<StockLevel>(rows, 'stock').map((level) => [
          level.sku,
          level.onHand - level.reserved,
        ]),
      )
      const wanted = (sku: string) =>
        sum(body.lines.filter((line) => line.sku === sku).map(({ qty }) => qty))
      await place(to, [body])
      for (const { order } of placedIn(to, [body])) {
        const isShort = body.lines.some(({ sku }) => wanted(sku) > (free.get(sku) ?? 0))
        const changed = order.dropped.length > 0 || order.lines.some(({ insteadOf }) => insteadOf)
        expect(changed).toBe(isShort)
      }
    }),
    RUNS,
  )
})

test('an offer taken unchanged against the same rows is accepted', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyCheckout, async (rows, body) => {
      const to = copyOf(rows)
      const [first] = await place(to, [body])
      if (first?.verdict !== 'review') return
      expect(first.problems).not.toHaveLength(0)
      if (first.offer === undefined) return
      const offered = v.parse(CheckoutBody, first.offer)
      const [second] = await decideAll(to, [asks(99, offered, { answers: intentId(1) })])
      expect(second).toMatchObject({ verdict: 'accepted' })
    }),
    RUNS,
  )
})

test('a price that went up and a limit that is too low are always answered with an offer', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyCheckout, async (rows, body) => {
      const [first] = await place(copyOf(rows), [body])
      if (first?.verdict !== 'review') return
      const codes = first.problems.map(({ code }) => code)
      if (codes.every((code) => code === 'price-up' || code === 'over-limit'))
        expect(first.offer).toBeDefined()
    }),
    RUNS,
  )
})

test('a lower price is simply charged', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      const prices = new Map(rowsOf<Price>(rows, 'prices').map(({ sku, paise }) => [sku, paise]))
      await place(to, all)
      for (const { order } of placedIn(to, all))
        for (const { sku, unitPaise } of order.lines)
          if (sku !== undefined) expect(unitPaise).toBe(prices.get(sku))
    }),
    RUNS,
  )
})
