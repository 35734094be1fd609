import fc from 'fast-check'
import { memberSet, priceSet, productSet, stockLevel, storeSet } from '../../schema/facts.ts'
import type { CheckoutBody, CheckoutLine, Else } from '../checkout/shape.ts'
import type { PublishStockBody, StockItem } from '../publish-stock/shape.ts'
import type { SetMembershipBody } from '../set-membership/shape.ts'
import { setStoreShape } from '../set-store/shape.ts'
import { type Ask, intentId, type Market, market } from './market.ts'

/** A small market where things go wrong often: few pieces, few prices, few people, and names that are objects' own. */
export const SHOP = 'annai'
const SKUS = ['milk', 'curd', 'paneer', 'rice', 'dal', 'constructor'] as const
const SHELVES = { milk: 'cold', curd: 'cold', paneer: 'cold', rice: 'dry', dal: 'dry' }
const PEOPLE = ['asha', 'balu', 'ravi', 'meena', 'paddy', 'system:import'] as const
const CARTS = ['cart-a', 'cart-b', 'cart-c', 'cart-d', 'cart-e'] as const
const { settings } = setStoreShape.example

const paise = fc.constantFrom(0, 900, 1_000, 1_100, 2_999, 3_000)
const version = fc.integer({ min: 0, max: 3 })

export const anyMarket: fc.Arbitrary<Market> = fc
  .record({
    minimumPaise: fc.constantFrom(0, 0, 0, 4_000),
    paused: fc.oneof({ weight: 19, arbitrary: fc.constant(false) }, fc.constant(true)),
    stock: fc.array(
      fc.record({
        onHand: fc.integer({ min: 0, max: 9_500 }),
        reserved: fc.integer({ max: 4_000, min: 0 }),
      }),
      { minLength: SKUS.length, maxLength: SKUS.length },
    ),
    prices: fc.array(paise, { minLength: SKUS.length, maxLength: SKUS.length }),
    sold: fc.array(fc.oneof({ weight: 15, arbitrary: fc.constant(true) }, fc.constant(false)), {
      minLength: SKUS.length,
      maxLength: SKUS.length,
    }),
  })
  .map(({ minimumPaise, paused, stock, prices, sold }) =>
    market([
      storeSet({ ...settings, minimumPaise, paused, store: SHOP, version: 1 }),
      memberSet({ person: 'ravi', scope: `store:${SHOP}`, role: 'owner', status: 'active' }),
      memberSet({ person: 'meena', scope: `store:${SHOP}`, role: 'staff', status: 'active' }),
      memberSet({ person: 'paddy', scope: 'platform', role: 'platform_admin', status: 'active' }),
      ...SKUS.slice(0, 5).flatMap((sku, i) => [
        productSet({
          ...{ store: SHOP, sku, names: { en: sku }, aisle: 'Food', taxBp: 500, version: 1 },
          ...{ shelf: SHELVES[sku as keyof typeof SHELVES], active: sold[i] ?? true },
        }),
        priceSet({ store: SHOP, sku, paise: prices[i] ?? 0, mrpPaise: 4_000, version: 1 }),
        stockLevel({
          ...{ store: SHOP, sku, version: 1, onHand: stock[i]?.onHand ?? 0 },
          reserved: Math.min(stock[i]?.reserved ?? 0, stock[i]?.onHand ?? 0),
        }),
      ]),
    ]),
  )

const sku = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...SKUS.slice(0, 5)) },
  { weight: 1, arbitrary: fc.constantFrom(...SKUS) },
)
const person = fc.constantFrom(...PEOPLE)
const otherwise: fc.Arbitrary<Else> = fc.oneof(
  fc.record({ sku, upTo: paise }),
  fc.constantFrom('best-match' as const, 'ask' as const, 'drop' as const),
  fc.constantFrom('best-match' as const, 'drop' as const, 'cancel-all' as const),
)

const lines = fc
  .array(
    fc.record({
      sku,
      qty: fc.constantFrom(500, 1_000, 1_000, 2_000, 3_000, 7_000),
      seen: fc.record({ paise, version }),
      upTo: fc.constantFrom(1_000, 3_000, 3_000, 9_000, 9_000, 9_000),
      else: otherwise,
    }),
    { maxLength: 4 },
  )
  .map((all) => all.map((line, i): CheckoutLine => ({ line: `l${i}`, ...line })))

export const anyCheckout: fc.Arbitrary<CheckoutBody> = fc
  .record({
    cart: fc.constantFrom(...CARTS),
    lines,
    fill: fc.constantFrom('all' as const, 'available' as const),
    when: fc.constantFrom('asap' as const, 'pickup' as const),
    metres: fc.constantFrom(0, 500, 1_500, 1_500, 9_000),
    pay: fc.constantFrom('cod' as const, 'hook' as const),
    tipPaise: fc.constantFrom(0, 0, 501),
    maxTotalPaise: fc.constantFrom(3_050, 12_000, 40_000, 1_000_000),
  })
  .map(({ metres, ...body }) => {
    const place = { ...settings.place, latE6: settings.place.latE6 + metres * 9 }
    return { store: SHOP, ...body, to: { id: 'home', sealed: 'c2VhbGVk', place } }
  })

const item: fc.Arbitrary<StockItem> = fc.oneof(
  fc.record({
    do: fc.constant('move' as const),
    id: fc.constantFrom('m1', 'm2', 'm3', 'm4', 'm5', 'm6'),
    sku,
    qty: fc.constantFrom(-9_000, -2_000, -1_000, 1_000, 5_000),
    why: fc.constantFrom('received' as const, 'sold' as const, 'damaged' as const),
  }),
  fc.record({
    do: fc.constant('count' as const),
    id: fc.constantFrom('c1', 'c2', 'c3'),
    sku,
    qty: fc.constantFrom(0, 1_000, 4_000, 8_000),
    seen: fc.record({ onHand: fc.constantFrom(0, 2_000, 5_000, 9_000), version }),
  }),
  fc.record({
    do: fc.constant('price' as const),
    sku,
    paise,
    mrpPaise: fc.constantFrom(2_999, 4_000),
    basis: version,
  }),
  fc.record({
    do: fc.constant('product' as const),
    sku,
    fields: fc.record({
      names: fc.record({ en: fc.constantFrom('Milk', 'Curd') }),
      aisle: fc.constant('Food'),
      shelf: fc.constantFrom('cold', 'dry'),
      taxBp: fc.constantFrom(0, 500),
      active: fc.boolean(),
    }),
    basis: version,
  }),
)

export const anyPublication: fc.Arbitrary<PublishStockBody> = fc.record({
  store: fc.constant(SHOP),
  items: fc.array(item, { minLength: 1, maxLength: 6 }),
})

const anyStore = fc
  .record({
    store: fc.constantFrom(SHOP, SHOP, 'gupta'),
    basis: version,
    minimumPaise: fc.constantFrom(0, 3_000),
  })
  .map(({ store, basis, minimumPaise }) => ({
    store,
    basis,
    settings: { ...settings, minimumPaise },
  }))

const step = fc.constantFrom(
  'grant' as const,
  'revoke' as const,
  'suspend' as const,
  'restore' as const,
)
const anyMembership: fc.Arbitrary<SetMembershipBody> = fc.oneof(
  fc.record({
    scope: fc.constantFrom(`store:${SHOP}` as const, 'store:nowhere' as const),
    person: fc.constantFrom('ravi', 'meena', 'balu'),
    role: fc.constantFrom('owner' as const, 'staff' as const),
    do: step,
  }),
  fc.record({
    scope: fc.constant('platform' as const),
    person: fc.constantFrom('paddy', 'asha', 'balu'),
    role: fc.constantFrom('platform_admin' as const, 'support' as const, 'customer' as const),
    do: step,
  }),
)

const asked = (kind: string, body: fc.Arbitrary<object>, by: fc.Arbitrary<string>) =>
  fc.record({ kind: fc.constant(kind), body, author: by })
const worker = fc.constantFrom('ravi', 'ravi', 'meena', 'paddy', 'system:import', 'balu')

/** Whatever people may ask of the market, mostly in the documents where it belongs; ids in order. */
export const anyAsks = (most = 12): fc.Arbitrary<Ask[]> =>
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: asked('checkout', anyCheckout, person) },
        { weight: 3, arbitrary: asked('publish-stock', anyPublication, worker) },
        { weight: 1, arbitrary: asked('set-store', anyStore, worker) },
        { weight: 1, arbitrary: asked('set-membership', anyMembership, worker) },
      ),
      { maxLength: most },
    )
    .map((all) => all.map((ask, i) => ({ ...ask, id: intentId(i + 1), document: documentOf(ask) })))

const documentOf = ({ kind, body, author }: Omit<Ask, 'id'>): string =>
  kind === 'checkout' ? (body as CheckoutBody).cart : `requests-of-${author}`
