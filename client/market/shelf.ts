import { aisleOf, aislePlace } from '../../schema/aisles.ts'
import { factValue } from '../../schema/facts.ts'
import { catalogLane } from '../../schema/lanes.ts'
import { type Language, type Names, nameIn } from '../../schema/names.ts'
import type { Band, Price, Product } from '../../schema/product.ts'
import type { Store, TINTS } from '../../schema/store.ts'
import type { Live } from '../bind/live.ts'

type Tint = (typeof TINTS)[number]

/** A product as a screen shows it: what the shop says of it, its price, and whether there is some. All from facts. */
export type Ware = {
  store: string
  sku: string
  product: Product
  price: Price | undefined
  band: Band
  /** When the band was last heard of. */
  bandAt: number | undefined
  tint: Tint
}

export const storeFact = (live: Live, store: string): Store | undefined => {
  const fact = live.fact(catalogLane(store), 'store')
  return fact && factValue('store.set', fact)
}

/** One product; undefined if this device has never heard of it. */
export function wareOf(live: Live, store: string, sku: string): Ware | undefined {
  const lane = catalogLane(store)
  const fact = live.fact(lane, `product/${sku}`)
  const product = fact && factValue('product.set', fact)
  if (!product) return undefined
  const price = live.fact(lane, `price/${sku}`)
  const band = live.fact(lane, `band/${sku}`)
  return {
    store,
    sku,
    product,
    price: price && factValue('price.set', price),
    band: (band && factValue('band.set', band)?.band) ?? 'out',
    bandAt: band?.at,
    tint: aisleOf(product.aisle).tint,
  }
}

export type AisleShelf = { aisle: string; names: Names; tint: Tint; skus: string[] }

/** What a shop sells now, aisle by aisle as people expect to walk it; within an aisle shelf by shelf. */
export function aislesOf(live: Live, store: string): AisleShelf[] {
  const aisles = new Map<string, AisleShelf & { shelves: Map<string, string[]> }>()
  for (const fact of live.facts(catalogLane(store), 'product/')) {
    const product = factValue('product.set', fact)
    if (!product?.active) continue
    let aisle = aisles.get(product.aisle)
    if (!aisle) {
      aisle = { aisle: product.aisle, ...aisleOf(product.aisle), skus: [], shelves: new Map() }
      aisles.set(product.aisle, aisle)
    }
    const shelf = aisle.shelves.get(product.shelf)
    if (shelf) shelf.push(product.sku)
    else aisle.shelves.set(product.shelf, [product.sku])
  }
  return [...aisles.values()]
    .sort((a, b) => aislePlace(a.aisle) - aislePlace(b.aisle) || (a.aisle < b.aisle ? -1 : 1))
    .map(({ shelves, ...aisle }) => ({ ...aisle, skus: [...shelves.values()].flat() }))
}

export const wareName = (ware: Ware, language: Language) => nameIn(ware.product.names, language)
