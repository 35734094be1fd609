import { expect, test } from 'vitest'
import type { OrderLineRow } from '../../schema/areas/order-lines.ts'
import { factValue, type StockLevel } from '../../schema/facts.ts'
import {
  type Ask,
  decideAll,
  intentId,
  type Market,
  market,
  NOON_IST,
  rowsOf,
} from '../testing/market.ts'
import type { CheckoutBody } from './shape.ts'
import { asks, line, order, shop, sold } from './testing/shop.ts'

const one = async (
  rows: Market,
  body: CheckoutBody,
  { at = NOON_IST, ...change }: Partial<Ask> & { at?: number } = {},
) => (await decideAll(rows, [asks(1, body, change)], { at }))[0]

const linesOf = (rows: Market) =>
  rowsOf<OrderLineRow>(rows, 'lines')
    .sort((a, b) => a.position - b.position)
    .map(({ line, sku, qty }) => [line, sku, qty / 1_000])
const factsOf = (rows: Market, kind: string) =>
  rows.facts.filter(({ fact, intent }) => fact.kind === kind && intent !== intentId(0))

const HOME = { id: 'home', sealed: 'c2VhbGVk', place: { latE6: 13_040_000, lngE6: 80_269_000 } }

test('what is there is placed, reserved once per SKU, numbered, and owed', async () => {
  const rows = market([shop(), ...sold('milk')])
  const body = order([line('milk', 2), line('milk', 1, { line: 'other' })])
  expect(await one(rows, body)).toMatchObject({
    verdict: 'accepted',
    result: { order: intentId(1), number: 1, payablePaise: 9_000 },
  })
  expect(rowsOf<StockLevel>(rows, 'stock')).toMatchObject([
    { onHand: 10_000, reserved: 3_000, version: 2 },
  ])
  expect(rowsOf(rows, 'payments')).toMatchObject([{ duePaise: 9_000, pay: 'cod', state: 'due' }])
  expect(rowsOf(rows, 'order-states')).toMatchObject([{ state: 'placed', customer: 'asha' }])
  expect(rowsOf(rows, 'moves')).toHaveLength(2)
  expect(rowsOf(rows, 'counters')).toMatchObject([{ counter: 'order', value: 1 }])
})

test('one SKU on two lines is counted together and given out in line order', async () => {
  const rows = market([shop(), ...sold('milk', { count: 3 })])
  const other = line('milk', 2, { line: 'other', else: 'drop' })
  await one(rows, order([line('milk', 2, { else: 'drop' }), other]))
  expect(linesOf(rows)).toEqual([
    ['line-milk', 'milk', 2],
    ['other', 'milk', 1],
  ])
})

test('a named substitute stands in for what is missing, up to its own limit', async () => {
  const goods = [...sold('milk', { count: 1 }), ...sold('soy', { paise: 5_000, shelf: 'vegan' })]
  const body = (upTo: number) => order([line('milk', 3, { else: { sku: 'soy', upTo } })])
  const rows = market([shop(), ...goods])
  await one(rows, body(5_000))
  expect(linesOf(rows)).toEqual([
    ['line-milk', 'milk', 1],
    ['line-milk:instead', 'soy', 2],
  ])
  const dear = market([shop(), ...goods])
  await one(dear, body(4_999))
  expect(linesOf(dear)).toEqual([['line-milk', 'milk', 1]])
})

test('the best match is the cheapest of the same shelf that is there, sold, and within the limit', async () => {
  const rows = market([
    shop(),
    ...sold('milk', { count: 0 }),
    ...sold('gone', { paise: 100, count: 0 }),
    ...sold('old', { paise: 100, active: false }),
    ...sold('soap', { paise: 100, shelf: 'soap' }),
    ...sold('dear', { paise: 4_000 }),
    ...sold('a-good-one', { paise: 3_100 }),
    ...sold('eggs', { paise: 100, food: 'meat' }),
    ...sold('better', { paise: 2_900 }),
  ])
  await one(rows, order([line('milk', 1, { else: 'best-match' })]))
  expect(linesOf(rows)).toEqual([['line-milk:instead', 'better', 1]])
})

test('a substitute never takes what a later line asked for by name', async () => {
  const rows = market([shop(), ...sold('milk', { count: 0 }), ...sold('curd', { count: 1 })])
  await one(rows, order([line('milk', 1, { else: 'best-match' }), line('curd', 1)]))
  expect(linesOf(rows)).toEqual([['line-curd', 'curd', 1]])
})

test.each([
  [
    'available' as const,
    [
      ['line-milk', 'milk', 1],
      ['line-curd', 'curd', 1],
    ],
  ],
  ['all' as const, [['line-curd', 'curd', 1]]],
])('a short line that may be dropped is dropped, under fill %s', async (fill, lines) => {
  const rows = market([shop(), ...sold('milk', { count: 1 }), ...sold('curd')])
  await one(rows, order([line('milk', 3, { else: 'drop' }), line('curd', 1)], { fill }))
  expect(linesOf(rows)).toEqual(lines)
})

test('fill all asks when nobody can stand in, fill available goes without', async () => {
  const goods = [...sold('milk', { count: 1 }), ...sold('curd', { shelf: 'curd' })]
  const body = order([line('milk', 2, { else: 'best-match' }), line('curd', 1)])
  const rows = market([shop(), ...goods])
  expect(await one(rows, { ...body, fill: 'available' })).toMatchObject({ verdict: 'accepted' })
  expect(await one(market([shop(), ...goods]), { ...body, fill: 'all' })).toMatchObject({
    verdict: 'review',
    problems: [{ code: 'out-of-stock', params: { asked: 2_000, available: 1_000 } }],
  })
})

test('a line to be asked about says what is left and what else there is, and offers what is left', async () => {
  const rows = market([
    shop(),
    ...sold('milk', { count: 2, reserved: 1 }),
    ...sold('curd', { paise: 2_500 }),
  ])
  const substitutes = [{ sku: 'curd', paise: 2_500, version: 1, available: 10_000 }]
  expect(await one(rows, order([line('milk', 3)]))).toMatchObject({
    verdict: 'review',
    by: 'customer',
    problems: [
      {
        code: 'out-of-stock',
        params: { line: 'line-milk', sku: 'milk', asked: 3_000, available: 1_000, substitutes },
      },
    ],
    offer: { lines: [{ sku: 'milk', qty: 1_000 }] },
  })
})

test('under fill all too, the offer to a line that asks is what is left', async () => {
  const rows = market([shop(), ...sold('milk', { count: 2 })])
  const body = order([line('milk', 3), line('milk', 2, { line: 'later' })], { fill: 'all' })
  expect(await one(rows, body)).toMatchObject({
    problems: [{ params: { available: 2_000 } }, { params: { line: 'later', available: 0 } }],
    offer: { lines: [{ line: 'line-milk', qty: 2_000 }] },
  })
})

test('the price of a line that is dropped is nobody’s problem', async () => {
  const rows = market([shop(), ...sold('milk', { paise: 9_000, count: 0 }), ...sold('curd')])
  const body = order([line('milk', 1, { else: 'drop' }), line('curd', 1)])
  expect(await one(rows, body)).toMatchObject({ verdict: 'accepted' })
})

test('a price may rise to its limit; above it the author is asked, with the new price in the offer', async () => {
  const body = order([line('milk', 1, { upTo: 3_300 })])
  expect(await one(market([shop(), ...sold('milk', { paise: 3_300 })]), body)).toMatchObject({
    verdict: 'accepted',
  })
  const dear = market([shop(), ...sold('milk', { paise: 3_400, version: 7 })])
  const now = { paise: 3_400, version: 7 }
  expect(await one(dear, body)).toMatchObject({
    verdict: 'review',
    problems: [{ code: 'price-up', params: { seen: { paise: 3_000, version: 1 }, now } }],
    offer: { lines: [{ seen: now, upTo: 3_400 }] },
  })
})

test('an offer to pay more for a line lets nothing dearer stand in for it, and passes as it is', async () => {
  const goods = [
    ...sold('milk', { paise: 3_400, count: 1, version: 7 }),
    ...sold('curd', { paise: 3_200 }),
    ...sold('ghee', { paise: 3_350 }),
  ]
  for (const [count, upTo, choice] of [
    [5, 3_300, { sku: 'curd', upTo: 3_300 }],
    [5, 3_100, 'drop'],
  ] as const) {
    const body = order([line('milk', count, { upTo, else: 'best-match' })])
    const first = await one(market([shop(), ...goods]), body)
    expect(first).toMatchObject({ verdict: 'review', offer: { lines: [{ else: choice }] } })
    const offered = (first as unknown as { offer: CheckoutBody }).offer
    expect(await one(market([shop(), ...goods]), offered)).toMatchObject({ verdict: 'accepted' })
  }
})

test('a total above the limit is asked about, with the total in the offer', async () => {
  const rows = market([shop(), ...sold('milk')])
  const body = order([line('milk', 2)], { maxTotalPaise: 5_999 })
  expect(await one(rows, body)).toMatchObject({
    verdict: 'review',
    problems: [{ code: 'over-limit', params: { total: 6_000, max: 5_999 } }],
    offer: { maxTotalPaise: 6_000 },
  })
})

test('nobody is offered what no body can say', async () => {
  const rows = market([shop(), ...sold('gold', { paise: 90_000_000 })])
  const body = order([line('gold', 2, { upTo: 90_000_000 })], { maxTotalPaise: 100_000_000 })
  const problems = [{ code: 'over-limit', params: { total: 180_000_000, max: 100_000_000 } }]
  expect(await one(rows, body)).toEqual({ verdict: 'review', by: 'customer', problems })
})

test('what is not sold any more is asked about, and the offer goes without it', async () => {
  const rows = market([shop(), ...sold('milk'), ...sold('curd', { active: false })])
  expect(
    await one(rows, order([line('milk', 1), line('curd', 1), line('ghost', 1)])),
  ).toMatchObject({
    problems: [
      { code: 'not-sold', params: { sku: 'curd' } },
      { code: 'not-sold', params: { sku: 'ghost' } },
    ],
    offer: { lines: [{ sku: 'milk' }] },
  })
})

test('a closed shop says when it opens and offers nothing', async () => {
  const rows = market([shop(), ...sold('milk')])
  const at = NOON_IST + 11 * 3_600_000
  const decision = await one(rows, order([line('milk', 1)]), { at })
  const opens = NOON_IST + 18 * 3_600_000
  expect(decision).toEqual({
    verdict: 'review',
    by: 'customer',
    problems: [{ code: 'store-closed', params: { opens } }],
  })
})

test('too small an order says how much is missing and offers nothing', async () => {
  const rows = market([shop({ minimumPaise: 5_000 }), ...sold('milk')])
  expect(await one(rows, order([line('milk', 1)]))).toEqual({
    verdict: 'review',
    by: 'customer',
    problems: [{ code: 'below-minimum', params: { missing: 2_000 } }],
  })
})

test.each([
  ['empty-cart', order([]), {}],
  ['not-allowed', order([line('milk', 1)]), { document: 'somebody-elses-cart' }],
  ['no-address', order([line('milk', 1)], { when: 'asap' }), {}],
  ['out-of-stock', order([line('milk', 11, { else: 'cancel-all' })]), {}],
  ['out-of-stock', order([line('gone', 1, { else: 'drop' })]), {}],
])('%s is a no', async (code, body, change) => {
  const rows = market([shop(), ...sold('milk'), ...sold('gone', { count: 0 })])
  expect(await one(rows, body, change)).toMatchObject({ verdict: 'refused', reason: { code } })
})

test('beyond its zone a shop does not deliver, but whoever comes may come from anywhere', async () => {
  const far = { ...HOME, place: { latE6: 13_133_000, lngE6: 80_269_000 } }
  const body = order([line('milk', 1)], { to: far })
  const rows = market([shop(), ...sold('milk')])
  expect(await one(rows, { ...body, when: 'asap' })).toMatchObject({
    reason: { code: 'out-of-zone', params: { metres: 11_120, zone: 2_000 } },
  })
  expect(await one(market([shop(), ...sold('milk')]), body)).toMatchObject({ verdict: 'accepted' })
})

test('a delivery keeps its sealed address in its row alone, and is promised by pace and distance', async () => {
  const rows = market([shop(), ...sold('milk')])
  await one(rows, order([line('milk', 1)], { when: 'asap', to: HOME }))
  expect(rowsOf(rows, 'addresses')).toEqual([
    { orderId: intentId(1), address: 'home', sealed: HOME.sealed },
  ])
  for (const { fact } of rows.facts)
    if (fact.lanes.length > 0) expect(JSON.stringify(fact)).not.toContain(HOME.sealed)
  const [{ fact } = { fact: undefined }] = factsOf(rows, 'order.state')
  // 12 minutes to prepare, 778 m at 170 m a minute: 17 minutes, told on the next five.
  const promise = { from: NOON_IST + 20 * 60_000, to: NOON_IST + 35 * 60_000 }
  expect(fact && factValue('order.state', fact)?.promise).toEqual(promise)
})

test('a cart is one order: the same again is told so, something else is kept for a person', async () => {
  const rows = market([shop(), ...sold('milk')])
  const body = order([line('milk', 2)])
  const split = order([line('milk', 1), line('milk', 1, { line: 'second' })], { tipPaise: 500 })
  const more = order([line('milk', 3)])
  const [, same, also, other] = await decideAll(rows, [
    asks(1, body),
    asks(2, body),
    asks(3, split),
    asks(4, more),
  ])
  const told = { code: 'already-ordered', params: { order: intentId(1), number: 1 } }
  expect(same).toEqual({ verdict: 'refused', reason: told })
  expect(also).toEqual({ verdict: 'refused', reason: told })
  expect(other).toMatchObject({
    reason: told,
    conflicts: [
      { rule: 'second-checkout', b: { asked: '{"milk":3000}' }, moneyAtRiskPaise: 9_000 },
    ],
  })
})

test('the public hears of the stock only when its band changes', async () => {
  const rows = market([shop(), ...sold('milk', { count: 8 })])
  const carts = [1, 2, 3, 4, 5, 6].map((n) => asks(n, order([line('milk', 1)], { cart: `c${n}` })))
  await decideAll(rows, carts)
  expect(factsOf(rows, 'band.set').map(({ fact }) => fact.value)).toMatchObject([{ band: 'few' }])
  await decideAll(rows, [asks(9, order([line('milk', 2)], { cart: 'c9' }))])
  expect(factsOf(rows, 'band.set')).toHaveLength(2)
  expect(factsOf(rows, 'band.set')[1]?.fact.value).toMatchObject({ band: 'out' })
})

test('half of a piece is given to nobody who asked for whole ones', async () => {
  const rows = market([shop(), ...sold('milk', { count: 1.5 })])
  await one(rows, order([line('milk', 2, { else: 'drop' })]))
  expect(linesOf(rows)).toEqual([['line-milk', 'milk', 1]])
})

test('a SKU may be called like something every object has', async () => {
  const rows = market([shop(), ...sold('constructor')])
  expect(await one(rows, order([line('constructor', 1)]))).toMatchObject({ verdict: 'accepted' })
})

test('what the customer told the shop stands in the order, and changes nothing that is decided', async () => {
  const rows = market([shop(), ...sold('milk')])
  const body = order([line('milk', 1, { note: 'not the blue packet' })], { note: 'ring twice' })
  expect(await one(rows, body)).toMatchObject({ verdict: 'accepted' })
  expect(factsOf(rows, 'order.lines')[0]?.fact.value).toMatchObject({
    note: 'ring twice',
    notes: { 'line-milk': 'not the blue packet' },
  })
})
