import type { FactsFrame } from '../../../engine/model/follow.ts'
import { factValue } from '../../../schema/facts.ts'
import { catalogLane } from '../../../schema/lanes.ts'
import type { Price, Product } from '../../../schema/product.ts'
import type { Store } from '../../../schema/store.ts'

/** A request that a broken network swallowed is given up after this, in milliseconds. */
const ANSWER_MS = 10_000

export type Good = { product: Product; price: Price }
/** What devices know of the shop from the last time they were online. */
export type Shelf = { store: Store; goods: ReadonlyMap<string, Good> }

/**
 * The shop's public lane as the devices of this process have it: read over HTTP, folded by key, and only as much as
 * their carts will need, because many devices hold it at once.
 */
export function openShelf(server: string, store: string, wanted: ReadonlySet<string>) {
  const lane = catalogLane(store)
  const products = new Map<string, Product>()
  const prices = new Map<string, Price>()
  let settings: Store | undefined
  let after = 0

  const take = ({ facts, through }: FactsFrame) => {
    for (const fact of facts) {
      const product = factValue('product.set', fact)
      const price = factValue('price.set', fact)
      if (product && wanted.has(product.sku)) products.set(product.sku, product)
      if (price && wanted.has(price.sku)) prices.set(price.sku, price)
      settings = factValue('store.set', fact) ?? settings
    }
    after = through
  }

  return {
    /** Reads what is new; rejects while the server is away. */
    async refresh(): Promise<void> {
      for (;;) {
        const answer = await fetch(`${server}/api/feed?lane=${lane}&after=${after}`, {
          signal: AbortSignal.timeout(ANSWER_MS),
        })
        if (!answer.ok) throw new Error(`the feed answered ${answer.status}`)
        const frame = (await answer.json()) as FactsFrame
        take(frame)
        if (frame.through >= frame.head) return
      }
    },
    /** As of now; later news does not reach it. */
    snapshot(): Shelf {
      if (!settings) throw new Error(`${store} is not on its lane`)
      const goods = new Map<string, Good>()
      for (const [sku, product] of products) {
        const price = prices.get(sku)
        if (price) goods.set(sku, { product, price })
      }
      return { store: settings, goods }
    },
  }
}
