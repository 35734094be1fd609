import fc from 'fast-check'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { MoveRow } from '../../schema/areas/moves.ts'
import { factValue, type StockLevel } from '../../schema/facts.ts'
import { bandOf, type Price } from '../../schema/product.ts'
import { anyMarket, anyPublication } from '../testing/anything.ts'
import { decideAll, intentId, type Market, market, rowsOf, textOf } from '../testing/market.ts'
import { PublishStockBody } from './shape.ts'

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
      for (const { sku, onHand, reserved, version } of rowsOf<StockLevel>(to, 'stock')) {
        const was = before.get(sku)
        const moved = moves
          .filter((one) => one.sku === sku)
          .reduce((sum, one) => sum + one.delta, 0)
        expect(onHand).toBe((was?.onHand ?? 0) + moved)
        expect(onHand).toBeGreaterThanOrEqual(0)
        expect(reserved).toBe(was?.reserved ?? 0)
        expect(version).toBeGreaterThanOrEqual(was?.version ?? 1)
      }
      for (const { delta } of moves) expect(delta).not.toBe(0)
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
        for (const { sku, paise, mrpPaise, version } of rowsOf<Price>(to, 'prices')) {
          expect(paise).toBeLessThanOrEqual(mrpPaise)
          const was = before.get(sku) ?? 0
          if (version === was) continue
          const bases = body.items.flatMap((item) =>
            item.do === 'price' && item.sku === sku ? [item.basis] : [],
          )
          expect(bases).toContain(was)
        }
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
      for (const { sku, onHand, reserved } of rowsOf<StockLevel>(to, 'stock'))
        expect(bands.get(sku)).toBe(bandOf(onHand - reserved))
    }),
    RUNS,
  )
})
