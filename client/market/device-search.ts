import { factValue } from '../../schema/facts.ts'
import { catalogLane } from '../../schema/lanes.ts'
import type { Live } from '../bind/live.ts'
import { openedShops } from './opened.ts'

export type DeviceSearch = {
  /** Best first; `store` keeps to one shop. */
  find(query: string, limit: number, store?: string): { store: string; sku: string }[]
}

/** Found in one shop may need more of the whole list than is shown. */
const DEEP = 20

/** The products of all shops that were opened on this device, searchable without a network. The index comes when asked for. */
export async function deviceSearch(live: Live): Promise<DeviceSearch> {
  const { productIndex } = await import('../../schema/search/product-index.ts')
  const index = productIndex()
  for (const store of await openedShops(live)) {
    for (const fact of live.replica.lane(catalogLane(store)).list('product/')) {
      const product = factValue('product.set', fact)
      if (product?.active) index.put(`${store}/${product.sku}`, product)
    }
  }
  return {
    find: (query, limit, store) =>
      index
        .find(query, store ? limit * DEEP : limit)
        .map(({ id }) => {
          const slash = id.indexOf('/')
          return { store: id.slice(0, slash), sku: id.slice(slash + 1) }
        })
        .filter((hit) => !store || hit.store === store)
        .slice(0, limit),
  }
}
