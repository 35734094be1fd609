import type { Need, Rows } from '../../engine/model/area.ts'
import { defineKind } from '../../engine/model/kind.ts'
import { counterOf } from '../../schema/areas/counters.ts'
import { orderByCart } from '../../schema/areas/orders.ts'
import { priceBySku } from '../../schema/areas/prices.ts'
import { productBySku, productsByShelf } from '../../schema/areas/products.ts'
import { stockBySku } from '../../schema/areas/stock.ts'
import { storeById } from '../../schema/areas/stores.ts'
import { storeLane } from '../../schema/lanes.ts'
import type { Product } from '../../schema/product.ts'
import { decide } from './decide.ts'
import { type Search, searches } from './searches.ts'
import { free, type Good, goodOf, type Seen, termsOf } from './seen.ts'
import { type CheckoutBody, checkoutShape } from './shape.ts'

/** Most products of one shelf that are looked at for a substitute. */
const SHELF_LOOK = 200

export const checkout = defineKind<CheckoutBody, Seen>({
  shape: checkoutShape,
  lane: ({ store }) => storeLane(store),
  needs: (body) => [
    storeById(body.store),
    orderByCart(body.cart),
    counterOf(body.store, 'order'),
    ...named(body).flatMap((sku) => [
      productBySku(body.store, sku),
      priceBySku(body.store, sku),
      stockBySku(body.store, sku),
    ]),
  ],
  /** A line that runs short sends its author's choice to the shelf: first its products, then prices, then stock. */
  more: (rows, body) =>
    searches(body, namedGoods(rows, body)).flatMap((s) => lookAt(rows, body, s)),
  view(rows, body) {
    const store = rows.one(storeById(body.store))
    const order = rows.one(orderByCart(body.cart))
    const goods = namedGoods(rows, body)
    const seen: Seen = {
      goods: [...goods, ...shelfGoods(rows, body, goods)],
      lastNumber: rows.one(counterOf(body.store, 'order'))?.value ?? 0,
    }
    if (store) seen.terms = termsOf(store.settings)
    if (order) seen.ordered = { order: order.id, number: order.number, asked: order.asked }
    return seen
  },
  decide,
})

/** The SKUs that the body names: asked for, or to stand in. */
const named = ({ lines }: CheckoutBody): string[] => [
  ...new Set(
    lines.flatMap(({ sku, else: choice }) => [
      sku,
      ...(typeof choice === 'object' ? [choice.sku] : []),
    ]),
  ),
]

const namedGoods = (rows: Rows, body: CheckoutBody): Good[] =>
  named(body).flatMap((sku) => good(rows, rows.one(productBySku(body.store, sku))))

const good = (rows: Rows, product: Product | undefined): Good[] => {
  if (!product) return []
  const { store, sku } = product
  return goodOf(product, rows.one(priceBySku(store, sku)), rows.one(stockBySku(store, sku)))
}

function lookAt(rows: Rows, { store }: CheckoutBody, { shelf, upTo }: Search): Need[] {
  const products = productsByShelf(store, shelf)
  if (!rows.has(products)) return [products]
  return onShelf(rows, store, shelf).flatMap(({ sku }): Need[] => {
    const price = priceBySku(store, sku)
    const paise = rows.has(price) ? rows.one(price)?.paise : undefined
    return paise !== undefined && paise <= upTo ? [price, stockBySku(store, sku)] : [price]
  })
}

const onShelf = (rows: Rows, store: string, shelf: string): Product[] =>
  rows
    .all(productsByShelf(store, shelf))
    .filter(({ active }) => active)
    .sort((a, b) => (a.sku < b.sku ? -1 : 1))
    .slice(0, SHELF_LOOK)

/** What the searches found that the body does not name, each once. */
function shelfGoods(rows: Rows, body: CheckoutBody, goods: readonly Good[]): Good[] {
  const known = new Set(named(body))
  return searches(body, goods).flatMap(({ shelf, upTo }) =>
    onShelf(rows, body.store, shelf).flatMap((product) => {
      const price = rows.one(priceBySku(body.store, product.sku))
      if (known.has(product.sku) || !price || price.paise > upTo) return []
      known.add(product.sku)
      return good(rows, product).filter((found) => free(found) > 0)
    }),
  )
}
