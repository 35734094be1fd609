import { factValue } from '../../schema/facts.ts'
import { catalogLane } from '../../schema/lanes.ts'
import type { ProductFields } from '../../schema/product.ts'
import type { Live } from '../bind/live.ts'
import { env } from './env.ts'
import { openedShops } from './opened.ts'

/** `sure`: every word typed begins a word of the product; else it only sounds or looks like one. */
export type DeviceHit = { store: string; sku: string; sure: boolean }
export type DeviceSearch = {
  /** Best first; `store` keeps to one shop. */
  find(query: string, limit: number, store?: string): DeviceHit[]
}

/** Found in one shop may need more of the whole list than is shown. */
const DEEP = 20
/** Products put into the index between two moments for the screen: a large shop takes a slow phone a second or two. */
const STRETCH = 250

/** The products of all shops that were opened on this device, searchable without a network. The index comes when asked for. */
export async function deviceSearch(live: Live): Promise<DeviceSearch> {
  const [{ productIndex }, { foldWords }] = await Promise.all([
    import('../../schema/search/product-index.ts'),
    import('../../schema/search/fold.ts'),
  ])
  const index = productIndex()
  const product = (store: string, sku: string) => {
    const fact = live.replica.lane(catalogLane(store)).get(`product/${sku}`)
    return fact && factValue('product.set', fact)
  }
  let read = 0
  for (const store of await openedShops(live)) {
    for (const { key } of live.replica.lane(catalogLane(store)).list('product/')) {
      const sku = key.slice('product/'.length)
      const known = product(store, sku)
      if (known?.active) index.put(`${store}/${sku}`, known)
      if (++read % STRETCH === 0) await env.wait(0)
    }
  }
  const isSure = (typed: string[], { names, brand, words, shelf }: ProductFields) => {
    const all = foldWords(Object.values({ ...names, brand, words, shelf }).join(' '))
    return typed.every((word) => all.some((known) => known.startsWith(word)))
  }
  return {
    find(query, limit, store) {
      const typed = foldWords(query)
      return index
        .find(query, store ? limit * DEEP : limit)
        .map(({ id }) => {
          const slash = id.indexOf('/')
          return { store: id.slice(0, slash), sku: id.slice(slash + 1) }
        })
        .filter((hit) => !store || hit.store === store)
        .slice(0, limit)
        .map((hit) => {
          const known = product(hit.store, hit.sku)
          return { ...hit, sure: known !== undefined && isSure(typed, known) }
        })
    },
  }
}
