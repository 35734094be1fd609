import type { StockLevel } from '../../schema/facts.ts'
import type { OrderLines } from '../../schema/order.ts'
import type { Price, Product } from '../../schema/product.ts'
import { PIECE } from '../../schema/quantity.ts'
import type { StoreSettings } from '../../schema/store.ts'

/** One SKU as it is sold now. One that is not active, or has no price, is not sold and not seen. */
export type Good = Pick<Product, 'sku' | 'names' | 'pack' | 'shelf' | 'food' | 'taxBp'> & {
  price: { paise: number; version: number }
  stock: { onHand: number; reserved: number; version: number }
}

/** What a shop's settings say about an order. */
export type Terms = Pick<
  StoreSettings,
  | 'place'
  | 'hours'
  | 'closures'
  | 'paused'
  | 'zoneMetres'
  | 'prepareMinutes'
  | 'minimumPaise'
  | 'deliveryPaise'
  | 'freeAbovePaise'
  | 'deliveryTaxBp'
>

/** All that a checkout is decided from. */
export type Seen = {
  /** Absent: there is no such store. */
  terms?: Terms
  goods: readonly Good[]
  /** The order this cart became already. */
  ordered?: { order: string; number: number; asked: string }
  /** The last order number that the store gave out; 0 before the first. */
  lastNumber: number
}

/** What the author's own policy left out. */
export type Dropped = OrderLines['dropped'][number]

/** What may still be promised, in milli-units. */
export const free = ({ stock }: Pick<Good, 'stock'>): number =>
  Math.max(0, stock.onHand - stock.reserved)

/** The part of `wanted` that `left` can give: whole pieces to whoever asked for whole pieces. */
export function part(wanted: number, left: number): number {
  if (left >= wanted) return wanted
  return wanted % PIECE === 0 ? left - (left % PIECE) : left
}

/** A product as it is sold, or nothing if it is not. Without a stock row there is none of it. */
export function goodOf(product: Product, price?: Price, stock?: StockLevel): Good | undefined {
  if (!product.active || !price) return undefined
  const good: Good = {
    sku: product.sku,
    names: product.names,
    shelf: product.shelf,
    taxBp: product.taxBp,
    price: { paise: price.paise, version: price.version },
    stock: {
      onHand: stock?.onHand ?? 0,
      reserved: stock?.reserved ?? 0,
      version: stock?.version ?? 0,
    },
  }
  if (product.pack !== undefined) good.pack = product.pack
  if (product.food !== undefined) good.food = product.food
  return good
}

/** Settings are the same value for every order of a batch, and so are their terms. */
const known = new WeakMap<StoreSettings, Terms>()

export function termsOf(settings: StoreSettings): Terms {
  const before = known.get(settings)
  if (before) return before
  const { place, hours, closures, paused, zoneMetres, prepareMinutes } = settings
  const { minimumPaise, deliveryPaise, freeAbovePaise, deliveryTaxBp } = settings
  const terms: Terms = {
    ...{ place, hours, closures, paused, zoneMetres, prepareMinutes },
    ...{ minimumPaise, deliveryPaise, deliveryTaxBp },
  }
  if (freeAbovePaise !== undefined) terms.freeAbovePaise = freeAbovePaise
  known.set(settings, terms)
  return terms
}
