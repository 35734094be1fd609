import type { StockLevel } from '../../schema/facts.ts'
import type { Price, Product } from '../../schema/product.ts'

/** All that a publication is decided from. */
export type Seen = {
  isStore: boolean
  /** Of the SKUs named, those that have a product. */
  skus: readonly string[]
  /** Products and prices that would be replaced, levels that would move, and what that is worth. */
  products: readonly Product[]
  prices: readonly Price[]
  levels: readonly StockLevel[]
  /** Moves and counts that were counted before. */
  known: readonly string[]
}
