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
    searches(body, namedIn(rows, body)).flatMap((search) => lookAt(rows, body, search)),
  view(rows, body) {
    const store = rows.one(storeById(body.store))
    const order = rows.one(orderByCart(body.cart))
    const goods = named(body).map(namedIn(rows, body)).filter(isSold)
    const seen: Seen = {
      goods: goods.concat(shelfGoods(rows, body)),
      lastNumber: rows.one(counterOf(body.store, 'order'))?.value ?? 0,
    }
    if (store) seen.terms = termsOf(store.settings)
    if (order) seen.ordered = { order: order.id, number: order.number, asked: order.asked }
    return seen
  },
  decide,
})

/** The SKUs that the body names: asked for, or to stand in. */
function named({ lines }: CheckoutBody): string[] {
  const skus = new Set<string>()
  for (const { sku, else: choice } of lines) {
    skus.add(sku)
    if (typeof choice === 'object') skus.add(choice.sku)
  }
  return [...skus]
}

const namedIn =
  (rows: Rows, { store }: CheckoutBody) =>
  (sku: string) =>
    good(rows, rows.one(productBySku(store, sku)))

const good = (rows: Rows, product: Product | undefined): Good | undefined =>
  product &&
  goodOf(
    product,
    rows.one(priceBySku(product.store, product.sku)),
    rows.one(stockBySku(product.store, product.sku)),
  )

const isSold = (found: Good | undefined): found is Good => found !== undefined

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
function shelfGoods(rows: Rows, body: CheckoutBody): Good[] {
  const found = new Map<string, Good>()
  for (const { shelf, upTo } of searches(body, namedIn(rows, body))) {
    for (const product of onShelf(rows, body.store, shelf)) {
      const price = rows.one(priceBySku(body.store, product.sku))
      if (!price || price.paise > upTo) continue
      const candidate = good(rows, product)
      if (candidate && free(candidate) > 0) found.set(product.sku, candidate)
    }
  }
  for (const sku of found.size > 0 ? named(body) : []) found.delete(sku)
  return [...found.values()]
}
