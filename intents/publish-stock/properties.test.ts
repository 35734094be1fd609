import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { MoveRow } from '../../schema/areas/moves.ts'
import { factValue, type StockLevel } from '../../schema/facts.ts'
import { bandOf, type Price } from '../../schema/product.ts'
import { anyMarket, anyPublication } from '../testing/anything.ts'
import { decideAll, intentId, type Market, market, rowsOf, textOf } from '../testing/market.ts'
import { PublishStockBody } from './shape.ts'

/** Thousands of rows are compared plainly, and what is wrong is expected to be nothing, once for each history. */
const RUNS = { numRuns: 1_000 }
const bodies = fc.array(anyPublication, { minLength: 1, maxLength: 5 })
const copyOf = (of: Market): Market => ({ ...market(), areas: structuredClone(of.areas) })
const publish = (to: Market, all: readonly PublishStockBody[], from = 1) =>
  decideAll(
    to,
    all.map((body, n) => ({ id: intentId(from + n), author: 'ravi', kind: 'publish-stock', body })),
  )

test('a level is never negative, and is always the sum of its moves', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      await publish(to, all)
      const before = new Map(rowsOf<StockLevel>(rows, 'stock').map((row) => [row.sku, row]))
      const moves = rowsOf<MoveRow>(to, 'moves')
      const wrong = rowsOf<StockLevel>(to, 'stock').filter(({ sku, onHand, reserved, version }) => {
        const was = before.get(sku)
        const moved = moves
          .filter((one) => one.sku === sku)
          .reduce((sum, one) => sum + one.delta, 0)
        const isTrue = onHand === (was?.onHand ?? 0) + moved && reserved === (was?.reserved ?? 0)
        return !isTrue || onHand < 0 || version < (was?.version ?? 1)
      })
      expect(wrong).toEqual([])
      expect(moves.filter(({ delta }) => delta === 0)).toEqual([])
    }),
    RUNS,
  )
})

test('published again by another intent, moves and counts change nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      const moves = all.flatMap(({ store, items }) => {
        const told = items.filter((item) => item.do === 'move')
        return told.length > 0 ? [{ store, items: told }] : []
      })
      await publish(to, moves)
      const written = textOf(to)
      await publish(to, moves, 100)
      expect(textOf(to)).toBe(written)
    }),
    RUNS,
  )
})

test('a price moves only from the version its author saw, and never above its maximum', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      for (const [n, body] of all.entries()) {
        const before = new Map(rowsOf<Price>(to, 'prices').map((row) => [row.sku, row.version]))
        await publish(to, [body], n + 1)
        const wrong = rowsOf<Price>(to, 'prices').filter(({ sku, paise, mrpPaise, version }) => {
          const was = before.get(sku) ?? 0
          const isSeen = body.items.some(
            (item) => item.do === 'price' && item.sku === sku && item.basis === was,
          )
          return paise > mrpPaise || (version !== was && !isSeen)
        })
        expect(wrong).toEqual([])
      }
    }),
    RUNS,
  )
})

test('every option of a conflict can be asked, and settles its price or product', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      let asked = all.length + 1
      for (const decision of await publish(to, all)) {
        if (decision.verdict !== 'accepted') continue
        for (const { options } of decision.conflicts)
          for (const option of options ?? []) {
            const body = v.parse(PublishStockBody, option)
            asked += 1
            expect(await publish(to, [body], asked)).toMatchObject([{ verdict: 'accepted' }])
          }
      }
    }),
    RUNS,
  )
})

test('whoever follows the bands knows what is in, few and out', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, bodies, async (rows, all) => {
      const to = copyOf(rows)
      const bands = new Map(
        rowsOf<StockLevel>(rows, 'stock').map((row) => [
          row.sku,
          bandOf(row.onHand - row.reserved),
        ]),
      )
      await publish(to, all)
      for (const { fact } of to.facts) {
        const told = factValue('band.set', fact)
        if (told) bands.set(told.sku, told.band)
      }
      const wrong = rowsOf<StockLevel>(to, 'stock').filter(
        ({ sku, onHand, reserved }) => bands.get(sku) !== bandOf(onHand - reserved),
      )
      expect(wrong).toEqual([])
    }),
    RUNS,
  )
})
