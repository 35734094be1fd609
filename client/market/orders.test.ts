import { expect, test } from 'vitest'
import type { CheckoutBody } from '../../intents/checkout/shape.ts'
import type { OrderLines } from '../../schema/order.ts'
import { addedLate, cameBack, needsChoice, type OrderView } from './orders.ts'

const order = (parts: Partial<OrderView>): OrderView => ({
  ...{ id: 'o', store: 's', at: 0, item: undefined, body: undefined },
  ...{ lines: undefined, standing: undefined },
  ...parts,
})

test('what was swapped or left out was asked for all the same: only what came later is late', () => {
  const lines = {
    lines: [
      { line: 'a', kind: 'product', sku: 'milk', qty: 2000 },
      {
        line: 'b',
        kind: 'product',
        sku: 'green-milk',
        qty: 1000,
        insteadOf: { sku: 'curd', qty: 1000 },
      },
    ],
    dropped: [{ line: 'c', sku: 'egg', qty: 1000, code: 'out-of-stock' }],
  } as unknown as OrderLines
  const rows = [
    { sku: 'milk', qty: 3000 },
    { sku: 'curd', qty: 1000 },
    { sku: 'egg', qty: 1000 },
    { sku: 'salt', qty: 1000 },
  ]
  expect(addedLate(order({ lines }), rows)).toEqual([
    { sku: 'milk', qty: 1000 },
    { sku: 'salt', qty: 1000 },
  ])
})

test('a second order of one cart is told, but asks nothing', () => {
  const twice = order({
    item: {
      ...{ id: 'o', kind: 'checkout', document: 'd', askedAt: 0, at: 0 },
      step: 'refused',
      reason: { code: 'already-ordered', params: {} },
    },
  })
  expect([cameBack(twice), needsChoice(twice)]).toEqual([true, false])
})

test('what its author left out when the order came back did not come late', () => {
  const lines = {
    lines: [{ line: 'a', kind: 'product', sku: 'milk', qty: 1000 }],
    dropped: [],
  } as unknown as OrderLines
  const before = [{ lines: [{ sku: 'dal', qty: 2000 }] }] as unknown as CheckoutBody[]
  const rows = [
    { sku: 'milk', qty: 1000 },
    { sku: 'dal', qty: 3000 },
  ]
  expect(addedLate(order({ lines }), rows, before)).toEqual([{ sku: 'dal', qty: 1000 }])
})
