import { afterEach, expect, test } from 'vitest'
import { ask, openNode } from '../engine/authority/testing/node.ts'
import { withNodes } from '../engine/authority/testing/nodes.ts'
import { repair, somebodyWaits } from '../engine/authority/testing/repair.ts'
import { realEnv } from '../engine/model/real-env.ts'
import { freshDatabase } from '../test/kit/database.ts'
import type { CheckoutBody } from './checkout/shape.ts'
import { line, order } from './checkout/testing/shop.ts'
import type { StockItem } from './publish-stock/shape.ts'
import { rulebook } from './rulebook.ts'
import {
  expectMarketLaws,
  foundShop,
  OWNER,
  received,
  shelf,
  verdicts,
} from './testing/on-postgres.ts'

const { pool, url } = await freshDatabase()
const nodes = (work: Parameters<typeof withNodes>[2]) => withNodes({ pool, url, rulebook }, 3, work)

/** By hand nobody decides: what a repair did is in no fact, so its tests look at their own shop alone. */
let isRepaired = false
afterEach(async () => {
  if (!isRepaired) await expectMarketLaws(pool)
})

const buy = (author: string, cart: string, body: CheckoutBody) =>
  ask(pool, [{ kind: 'checkout', author, document: cart, body: { ...body, cart } }], rulebook)
const publish = (store: string, items: StockItem[]) =>
  ask(pool, [{ kind: 'publish-stock', author: OWNER, body: { store, items } }], rulebook)
const together = (count: number, one: (n: number) => Promise<unknown>) =>
  Promise.all(Array.from({ length: count }, (_, n) => one(n)))

test('a cart that is asked eight times at once, on three nodes, is one order with eight equal answers', async () => {
  await foundShop(pool, 'cart-race', { milk: 500 })
  const carts = Array.from({ length: 12 }, (_, n) => `cart-race-${n}`)
  const aborts = await nodes((wake) =>
    together(8, async () => {
      for (const cart of carts) {
        await buy(`asha-${cart}`, cart, order([line('milk', 2)], { store: 'cart-race' }))
        wake('cart-race')
      }
    }),
  )
  expect(aborts).toEqual([])
  const told = await pool.query(
    `SELECT document, count(*) AS asked, array_agg(DISTINCT coalesce(answer->'result'->>'order',
       answer->'reason'->'params'->>'order')) AS orders, array_agg(DISTINCT coalesce(reason, verdict)) AS said
     FROM outcomes WHERE author LIKE 'asha-%' GROUP BY 1`,
  )
  const placed = await pool.query(`SELECT cart, id FROM orders WHERE store = 'cart-race'`)
  expect(placed.rows.map((row) => row.cart).sort()).toEqual([...carts].sort())
  const orderOf = new Map(placed.rows.map((row) => [row.cart, row.id]))
  for (const { document, asked, orders, said } of told.rows) {
    expect({ asked, orders, said }).toEqual({
      ...{ asked: 8, orders: [orderOf.get(document)], said: ['accepted', 'already-ordered'] },
    })
  }
  expect(await shelf(pool, 'cart-race')).toEqual({ milk: [500, 24] })
})

test('two hundred buyers race for the last of three products: each unit is promised once, and none is left', async () => {
  const last = { curd: 25, milk: 40, paneer: 10 }
  const skus = Object.keys(last)
  await foundShop(pool, 'last-race', last)
  const aborts = await nodes((wake) =>
    together(200, async (n) => {
      const one = line(skus[n % 3] ?? '', 1, { else: 'cancel-all' })
      await buy(`buyer-${n}`, `last-race-${n}`, order([one], { store: 'last-race' }))
      wake('last-race')
    }),
  )
  expect(aborts).toEqual([])
  expect(await verdicts(pool, 'buyer-%')).toEqual({ accepted: 75, 'out-of-stock': 125 })
  expect(await shelf(pool, 'last-race')).toEqual({
    curd: [25, 25],
    milk: [40, 40],
    paneer: [10, 10],
  })
})

test('two hundred who want some of each share what there is to the last unit, and get what is left of it', async () => {
  await foundShop(pool, 'share-race', { curd: 25, milk: 40, paneer: 10 })
  const aborts = await nodes((wake) =>
    together(200, async (n) => {
      const some = ['milk', 'curd', 'paneer'].map((sku) => line(sku, 1 + (n % 2), { else: 'drop' }))
      await buy(`sharer-${n}`, `share-race-${n}`, order(some, { store: 'share-race' }))
      wake('share-race')
    }),
  )
  expect(aborts).toEqual([])
  expect(await shelf(pool, 'share-race')).toEqual({
    curd: [25, 25],
    milk: [40, 40],
    paneer: [10, 10],
  })
  const { accepted = 0, 'out-of-stock': none = 0 } = await verdicts(pool, 'sharer-%')
  expect(accepted + none).toBe(200)
  expect(accepted).toBeGreaterThanOrEqual(20)
  expect(accepted).toBeLessThanOrEqual(40)
})

test('what the shop publishes while people buy counts once, and is sold at the price that stood', async () => {
  await foundShop(pool, 'shop-race', { milk: 10 })
  const aborts = await nodes(async (wake) => {
    const buying = together(90, async (n) => {
      const one = line('milk', 1, { upTo: 3_000, else: 'cancel-all' })
      await buy(`walker-${n}`, `shop-race-${n}`, order([one], { store: 'shop-race' }))
      wake('shop-race')
    })
    // Each delivery is told twice, by two questions, as devices do.
    const selling = together(40, async (n) => {
      await publish('shop-race', [received(`crate-${n % 20}`, 'milk', 1)])
      if (n === 20)
        await publish('shop-race', [
          { do: 'price', sku: 'milk', paise: 5_000, mrpPaise: 9_000, basis: 1 },
        ])
      wake('shop-race')
    })
    await Promise.all([buying, selling])
  })
  expect(aborts).toEqual([])
  const { accepted = 0, ...others } = await verdicts(pool, 'walker-%')
  expect(
    Object.keys(others).filter((said) => !['out-of-stock', 'price-up'].includes(said)),
  ).toEqual([])
  expect(accepted).toBeLessThanOrEqual(30)
  expect(await shelf(pool, 'shop-race')).toEqual({ milk: [30, accepted] })
  const { rows } = await pool.query(
    `SELECT kind, min(seq) AS first, max(seq) AS last FROM facts WHERE lane = 'store:shop-race' AND
       (kind = 'order.lines' OR (kind = 'price.set' AND value->>'paise' = '5000')) GROUP BY 1`,
  )
  const seq = Object.fromEntries(rows.map((row) => [row.kind, row]))
  expect(
    seq['price.set'].first,
    'nobody who agreed to ₹30 has an order behind ₹50',
  ).toBeGreaterThan(seq['order.lines']?.last ?? 0)
})

test('what was sold over the counter meanwhile leaves no promise hidden: a gap is a conflict for the shop', async () => {
  await foundShop(pool, 'till-race', { milk: 30 })
  const aborts = await nodes(async (wake) => {
    const buying = together(60, async (n) => {
      const one = line('milk', 1, { else: 'cancel-all' })
      await buy(`caller-${n}`, `till-race-${n}`, order([one], { store: 'till-race' }))
      wake('till-race')
    })
    const till = together(20, async (n) => {
      await publish('till-race', [
        { do: 'move', id: `till-${n}`, sku: 'milk', qty: -1_000, why: 'sold' },
      ])
      wake('till-race')
    })
    await Promise.all([buying, till])
  })
  expect(aborts).toEqual([])
  const { accepted = 0 } = await verdicts(pool, 'caller-%')
  expect(await shelf(pool, 'till-race')).toEqual({ milk: [10, accepted] })
  const { rows } = await pool.query(
    `SELECT max((result->>'gap')::bigint) AS gap FROM conflicts WHERE rule = 'shortfall' AND key = 'till-race/milk'`,
  )
  expect(rows[0].gap ?? 0).toBe(Math.max(0, accepted - 10) * 1_000)
})

test('a repair of stock by hand waits for the orders that count on it, and neither is lost', async () => {
  isRepaired = true
  await foundShop(pool, 'mend', { milk: 10 })
  await buy('asha', 'mend-1', order([line('milk', 4)], { store: 'mend' }))
  let repaired: Promise<void> | undefined
  let isDone = false
  const node = openNode(pool, {
    rulebook,
    env: realEnv(async (point) => {
      if (point !== 'K7') return
      repaired = repair(pool, 'mend', -7_000).then(() => {
        isDone = true
      })
      await Promise.race([repaired, somebodyWaits(pool)])
      expect(isDone, 'the repair is held up by the row lock').toBe(false)
    }),
  })
  await node.settle('store:mend')
  await repaired
  expect(node.aborts()).toEqual([])
  expect(await shelf(pool, 'mend')).toEqual({ milk: [3, 4] })
})

test('an order waits for a repair of stock that came first, and is decided by what it left', async () => {
  isRepaired = true
  await foundShop(pool, 'mended', { milk: 10 })
  const want = order([line('milk', 4, { else: 'cancel-all' })], { store: 'mended' })
  const [id] = await buy('asha', 'mended-1', want)
  const node = openNode(pool, { rulebook })
  let settled: Promise<void> | undefined
  await repair(pool, 'mended', -7_000, async () => {
    settled = node.settle('store:mended')
    await Promise.race([settled, somebodyWaits(pool)])
  })
  await settled
  expect(node.aborts()).toEqual([])
  const { rows } = await pool.query('SELECT answer FROM outcomes WHERE intent = $1', [id])
  expect(rows[0].answer.reason).toEqual({
    ...{ code: 'out-of-stock', params: { sku: 'milk', available: 3_000 } },
  })
  expect(await shelf(pool, 'mended')).toEqual({ milk: [3, 0] })
})

test('one cart asked of two shops at the same moment is one order', async () => {
  isRepaired = true
  await foundShop(pool, 'left', { milk: 20 })
  await foundShop(pool, 'right', { milk: 20 })
  const aborts = await nodes(async (wake) => {
    await together(10, async (n) => {
      for (const store of ['left', 'right'])
        await buy('mallory', `both-${n}`, order([line('milk', 1)], { store }))
      wake('left')
      wake('right')
    })
  })
  // Two lanes do not wait for each other, so here the constraint is the judge; the batch it ends is made again.
  expect(aborts.filter((sqlstate) => sqlstate !== '23505')).toEqual([])
  expect(await verdicts(pool, 'mallory')).toEqual({ accepted: 10, 'already-ordered': 10 })
})
