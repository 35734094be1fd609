import { expect, test } from 'vitest'
import type { Decision } from '../../engine/model/decision.ts'
import { memberSet, type StockLevel } from '../../schema/facts.ts'
import type { Price, Product } from '../../schema/product.ts'
import { SHOP, shop, sold } from '../checkout/testing/shop.ts'
import { decideAll, intentId, type Market, market, rowsOf, textOf } from '../testing/market.ts'
import type { StockItem } from './shape.ts'

const ravi = memberSet({ person: 'ravi', scope: `store:${SHOP}`, role: 'staff', status: 'active' })
/** Ten pieces of milk at ₹30, version 1. */
const milk = () => market([shop(), ravi, ...sold('milk')])
let asked = 0
const publish = async (rows: Market, items: StockItem[], author = 'ravi') => {
  asked += 1
  const ask = { id: intentId(asked), author, kind: 'publish-stock', body: { store: SHOP, items } }
  return (await decideAll(rows, [ask]))[0] as Decision
}
const rulesOf = (decision: Decision) =>
  decision.verdict === 'accepted' ? decision.conflicts.map(({ rule }) => rule) : decision.verdict
const stockOf = (rows: Market, sku = 'milk') =>
  rowsOf<StockLevel>(rows, 'stock').find((level) => level.sku === sku)
const priceOf = (rows: Market) => rowsOf<Price>(rows, 'prices')[0]
const move = (id: string, qty: number, why: 'received' | 'sold' = 'received'): StockItem => ({
  ...{ do: 'move', id, sku: 'milk', qty: qty * 1_000, why },
})
const price = (paise: number, basis: number, mrpPaise = 6_000): StockItem => ({
  ...{ do: 'price', sku: 'milk', paise, mrpPaise, basis },
})
const fields = { names: { en: 'Milk' }, aisle: 'Dairy', shelf: 'milk', taxBp: 500, active: true }

test('what came and went is added up, one level for all of it', async () => {
  const rows = milk()
  const decision = await publish(rows, [move('a', 5), move('b', -2, 'sold')])
  expect(decision).toMatchObject({ result: { applied: 2, known: 0 }, conflicts: [] })
  expect(stockOf(rows)).toMatchObject({ onHand: 13_000, version: 2 })
  expect(rowsOf(rows, 'moves')).toHaveLength(2)
})

test('a move told twice is counted once, in one publication or in two', async () => {
  const rows = milk()
  await publish(rows, [move('a', 5), move('a', 5)])
  const decision = await publish(rows, [move('a', 5)])
  expect(decision).toMatchObject({
    verdict: 'accepted',
    facts: [],
    result: { applied: 0, known: 1 },
  })
  expect(stockOf(rows)).toMatchObject({ onHand: 15_000, version: 2 })
})

test('a sale beyond the books happened all the same: a balancing move keeps the level at nothing', async () => {
  const rows = milk()
  const decision = await publish(rows, [move('a', -12, 'sold')])
  expect(decision).toMatchObject({
    conflicts: [
      { rule: 'variance', key: 'annai/milk', result: { variance: 2_000 }, moneyAtRiskPaise: 6_000 },
    ],
  })
  expect(stockOf(rows)).toMatchObject({ onHand: 0 })
  expect(rowsOf(rows, 'moves')).toMatchObject([
    { id: 'a', delta: -12_000 },
    { id: 'a:variance', delta: 2_000, why: 'variance', of: 'a' },
  ])
})

test('what was promised and went is told each time it gets worse, and not when it gets better', async () => {
  const rows = market([shop(), ravi, ...sold('milk', { reserved: 8 })])
  expect(await publish(rows, [move('a', -3, 'sold')])).toMatchObject({
    conflicts: [{ rule: 'shortfall', result: { gap: 1_000 }, moneyAtRiskPaise: 3_000 }],
  })
  expect(rulesOf(await publish(rows, [move('b', -1, 'sold')]))).toEqual(['shortfall'])
  expect(rulesOf(await publish(rows, [move('c', 1)]))).toEqual([])
})

test('a count keeps what was sold since: 12 seen, 9 counted, 2 sold meanwhile, 7 left', async () => {
  const rows = market([shop(), ravi, ...sold('milk', { count: 12, version: 41 })])
  await publish(rows, [move('a', -2, 'sold')])
  const seen = { onHand: 12_000, version: 41 }
  const decision = await publish(rows, [{ do: 'count', id: 'c', sku: 'milk', qty: 9_000, seen }])
  expect(stockOf(rows)).toMatchObject({ onHand: 7_000 })
  expect(decision).toMatchObject({
    conflicts: [
      {
        ...{ rule: 'count-raced', b: { onHand: 10_000 }, result: { onHand: 7_000 } },
        moneyAtRiskPaise: 6_000,
      },
    ],
  })
})

test('a count on the level that stands sets it, whatever level its author claims to have seen', async () => {
  const rows = milk()
  const seen = { onHand: 99_000, version: 1 }
  const decision = await publish(rows, [{ do: 'count', id: 'c', sku: 'milk', qty: 4_000, seen }])
  expect(stockOf(rows)).toMatchObject({ onHand: 4_000 })
  expect(rulesOf(decision)).toEqual([])
})

test('reservations do not race a count: goods that are promised are still on the shelf', async () => {
  const rows = market([shop(), ravi, ...sold('milk', { version: 2, reserved: 3 })])
  const seen = { onHand: 10_000, version: 1 }
  const decision = await publish(rows, [{ do: 'count', id: 'c', sku: 'milk', qty: 9_000, seen }])
  expect(rulesOf(decision)).toEqual([])
  expect(stockOf(rows)).toMatchObject({ onHand: 9_000 })
})

test('a price is set on the version that was seen', async () => {
  const rows = milk()
  await publish(rows, [price(3_300, 1)])
  expect(priceOf(rows)).toMatchObject({ paise: 3_300, version: 2 })
})

test('on another version the price that stands stays, with a way to publish it again', async () => {
  const rows = milk()
  await publish(rows, [price(3_300, 1)])
  const decision = await publish(rows, [price(3_500, 1)])
  expect(priceOf(rows)).toMatchObject({ paise: 3_300, version: 2 })
  expect(decision).toMatchObject({
    verdict: 'accepted',
    conflicts: [{ rule: 'price-basis', a: { basis: 1 }, b: { now: 2 }, moneyAtRiskPaise: 200 }],
  })
  const [conflict] = decision.verdict === 'accepted' ? decision.conflicts : []
  const option = conflict?.options?.[0] as { items: StockItem[] }
  expect(rulesOf(await publish(rows, option.items))).toEqual([])
  expect(priceOf(rows)).toMatchObject({ paise: 3_500, version: 3 })
})

test('who asks for what is so already has nothing to quarrel about', async () => {
  const rows = milk()
  expect(await publish(rows, [price(3_000, 0)])).toMatchObject({ facts: [], conflicts: [] })
})

test('a new product comes with its price and its first stock in one publication', async () => {
  const rows = milk()
  const decision = await publish(rows, [
    { do: 'product', sku: 'ghee', basis: 0, fields: { ...fields, names: { en: 'Ghee' } } },
    { do: 'price', sku: 'ghee', paise: 60_000, mrpPaise: 65_000, basis: 0 },
    { do: 'move', id: 'g', sku: 'ghee', qty: 3_000, why: 'received' },
  ])
  expect(decision).toMatchObject({ result: { applied: 3 } })
  expect(stockOf(rows, 'ghee')).toMatchObject({ onHand: 3_000, version: 1 })
  const kinds = decision.verdict === 'accepted' ? decision.facts.map(({ kind }) => kind) : []
  expect(kinds).toEqual(['product.set', 'price.set', 'stock.moved', 'stock.level', 'band.set'])
})

test('a product is replaced whole, on the version that was seen', async () => {
  const rows = milk()
  const item = { do: 'product' as const, sku: 'milk', fields: { ...fields, pack: '1 l' } }
  expect(rulesOf(await publish(rows, [{ ...item, basis: 3 }]))).toEqual(['product-basis'])
  expect(rulesOf(await publish(rows, [{ ...item, basis: 1 }]))).toEqual([])
  expect(rowsOf<Product>(rows, 'products')[0]).toMatchObject({ pack: '1 l', version: 2 })
})

test.each([
  ['unknown-sku', [move('a', 1), { ...move('b', 1), sku: 'ghost' }], 'ravi'],
  ['above-mrp', [move('a', 1), price(6_001, 1)], 'ravi'],
  ['not-allowed', [move('a', 1)], 'asha'],
  ['not-allowed', [move('a', 1)], 'system:other'],
] as [string, StockItem[], string][])('%s refuses all of it', async (code, items, author) => {
  const rows = milk()
  const before = textOf(rows)
  expect(await publish(rows, items, author)).toMatchObject({ verdict: 'refused', reason: { code } })
  expect(textOf(rows)).toBe(before)
})

test('whoever was suspended at the shop is told so; the import and the platform may always', async () => {
  const suspended = { ...ravi, value: { ...(ravi.value as object), status: 'suspended' } }
  const admin = {
    person: 'paddy',
    scope: 'platform',
    role: 'platform_admin',
    status: 'active' as const,
  }
  const rows = market([shop(), suspended, memberSet(admin), ...sold('milk')])
  expect(await publish(rows, [move('a', 1)])).toMatchObject({ reason: { code: 'suspended' } })
  expect(await publish(rows, [move('a', 1)], 'system:import')).toMatchObject({
    verdict: 'accepted',
  })
  expect(await publish(rows, [move('b', 1)], 'paddy')).toMatchObject({ verdict: 'accepted' })
})
