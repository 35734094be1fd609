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

/** Thousands of rows are compared plainly, and what is wrong is expected to be nothing, once for each history. */
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
      const wrong = rowsOf<StockLevel>(to, 'stock').filter(({ sku, onHand, reserved }) => {
        const promised = sum(lines.filter((line) => line.sku === sku).map((line) => line.reserved))
        const was = before.get(sku)
        const isTrue = reserved === (was?.reserved ?? 0) + promised && onHand === was?.onHand
        return !isTrue || reserved > onHand
      })
      expect(wrong).toEqual([])
    }),
    RUNS,
  )
})

test('nobody pays above what they agreed to, the total is the sum of its lines, orders count up', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      await place(to, all)
      const wrong = placedIn(to, all).filter(({ body, order: { payablePaise, lines } }) => {
        const total = sum(lines.map(({ grossPaise }) => grossPaise))
        const isSum = payablePaise === total && lines.every(isTaxed)
        const products = lines.filter(({ kind }) => kind === 'product')
        const isAgreed = products.every((line) => isWithinLimit(line, body))
        return !isSum || !isAgreed || payablePaise > body.maxTotalPaise
      })
      expect(wrong).toEqual([])
      const numbers = rowsOf<OrderRow>(to, 'orders').map(({ number }) => number)
      expect(numbers).toEqual(numbers.map((_, n) => n + 1))
    }),
    RUNS,
  )
})

type Line = OrderLines['lines'][number]
const isTaxed = ({ taxablePaise, cgstPaise, sgstPaise, grossPaise }: Line) =>
  taxablePaise + cgstPaise + sgstPaise === grossPaise

function isWithinLimit(line: Line, body: CheckoutBody): boolean {
  const asked = body.lines.find((one) => line.line.split(':')[0] === one.line) as CheckoutLine
  const choice = asked.else
  const limit = line.insteadOf && typeof choice === 'object' ? choice.upTo : asked.upTo
  if (line.unitPaise > limit) return false
  if (!line.insteadOf) return line.sku === asked.sku
  return typeof choice === 'object' ? line.sku === choice.sku : choice === 'best-match'
}

test('of everything asked it is known whether it is in the order, replaced, or left out', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      await place(to, all)
      const wrong = placedIn(to, all).filter(({ body, order }) => {
        const asked = body.lines.map((line) => ({ ...line, code: '' }))
        const isKnown = askedOf(order) === askedOf({ lines: [], dropped: asked })
        const isWhole = body.lines.every(({ line, qty }) => {
          const own = order.lines.find((one) => one.line === line)?.qty ?? 0
          return body.fill !== 'all' || own === 0 || own === qty
        })
        return !isKnown || !isWhole
      })
      expect(wrong).toEqual([])
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
      const lines = placedIn(to, all).flatMap(({ order }) => order.lines)
      const wrong = lines.filter(
        ({ sku, unitPaise }) => sku !== undefined && unitPaise !== prices.get(sku),
      )
      expect(wrong).toEqual([])
    }),
    RUNS,
  )
})
