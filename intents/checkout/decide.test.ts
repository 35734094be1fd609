import { expect, test } from 'vitest'
import type { OrderLineRow } from '../../schema/areas/order-lines.ts'
import type { StockLevel } from '../../schema/facts.ts'
import { type Ask, decideAll, type Market, market, rowsOf } from '../testing/market.ts'
import type { CheckoutBody } from './shape.ts'
import { asks, line, order, shop, sold } from './testing/shop.ts'

const one = async (rows: Market, body: CheckoutBody, change: Partial<Ask> = {}) =>
  (await decideAll(rows, [asks(1, body, change)]))[0]

test('what is there is placed, reserved once per SKU, numbered, and owed', async () => {
  const rows = market([shop(), ...sold('milk')])
  const body = order([line('milk', 2), line('milk', 1, { line: 'other' })])
  expect(await one(rows, body)).toMatchObject({
    verdict: 'accepted',
    result: { number: 1, payablePaise: 9_000 },
  })
  expect(rowsOf<StockLevel>(rows, 'stock')).toMatchObject([
    { onHand: 10_000, reserved: 3_000, version: 2 },
  ])
  expect(rowsOf(rows, 'payments')).toMatchObject([{ duePaise: 9_000, state: 'due' }])
  expect(rowsOf(rows, 'moves')).toHaveLength(2)
})

test('one SKU on two lines is counted together before it is given out in line order', async () => {
  const rows = market([shop(), ...sold('milk', { count: 3 })])
  const body = order([
    line('milk', 2, { else: 'drop' }),
    line('milk', 2, { line: 'other', else: 'drop' }),
  ])
  await one(rows, body)
  expect(rowsOf<OrderLineRow>(rows, 'lines').map(({ qty }) => qty)).toEqual([2_000, 1_000])
})
