import type { Conflict } from '../../engine/model/conflict.ts'
import type { Fact } from '../../engine/model/fact.ts'
import {
  bandSet,
  priceSet,
  productSet,
  type StockLevel,
  type StockMove,
  stockLevel,
  stockMoved,
} from '../../schema/facts.ts'
import { bandOf, type Price, type Product } from '../../schema/product.ts'
import type { Seen } from './seen.ts'

/** A publication while it is worked through: what stood before, and what it has changed so far. */
export type Draft = {
  store: string
  products: Map<string, Product>
  prices: Map<string, Price>
  levels: Map<string, StockLevel>
  moves: StockMove[]
  /** Ids counted already, by an earlier publication or by this one. */
  counted: Set<string>
  /** What changed, by key; a map keeps the order of the first change. */
  changed: { products: Set<string>; prices: Set<string>; levels: Set<string> }
  before: Map<string, StockLevel>
  conflicts: Conflict[]
  applied: number
  known: number
}

export function draftOf(store: string, seen: Seen): Draft {
  const bySku = <T extends { sku: string }>(rows: readonly T[]) =>
    new Map(rows.map((row) => [row.sku, row]))
  return {
    store,
    products: bySku(seen.products),
    prices: bySku(seen.prices),
    levels: bySku(seen.levels),
    before: bySku(seen.levels),
    moves: [],
    counted: new Set(seen.known),
    changed: { products: new Set(), prices: new Set(), levels: new Set() },
    conflicts: [],
    applied: 0,
    known: 0,
  }
}

export const levelIn = ({ store, levels }: Draft, sku: string): StockLevel =>
  levels.get(sku) ?? { store, sku, onHand: 0, reserved: 0, version: 0 }

/** Each changed thing once, as it stands at the end, and every move. */
export function factsOf(draft: Draft): Fact[] {
  const { products, prices, changed, moves } = draft
  const present = <T>(rows: Map<string, T>, skus: Set<string>): T[] =>
    [...skus].flatMap((sku) => rows.get(sku) ?? [])
  return [
    ...present(products, changed.products).map(productSet),
    ...present(prices, changed.prices).map(priceSet),
    ...moves.map(stockMoved),
    ...[...changed.levels].flatMap((sku) => levelFacts(draft, sku)),
  ]
}

/** However many moves, one level with the next version; the public is told when its band changes. */
function levelFacts(draft: Draft, sku: string): Fact[] {
  const before = draft.before.get(sku)
  const level = { ...levelIn(draft, sku), version: (before?.version ?? 0) + 1 }
  const band = bandOf(level.onHand - level.reserved)
  const isNews = !before || bandOf(before.onHand - before.reserved) !== band
  return isNews
    ? [stockLevel(level), bandSet({ store: draft.store, sku, band })]
    : [stockLevel(level)]
}
