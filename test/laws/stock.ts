import type { MoveRow } from '../../schema/areas/moves.ts'
import type { OrderLineRow } from '../../schema/areas/order-lines.ts'
import type { OrderRow } from '../../schema/areas/orders.ts'
import type { StockLevel } from '../../schema/facts.ts'
import { factValue } from '../../schema/facts.ts'
import { isHomeLane } from '../../schema/lanes.ts'
import type { LawCheck } from './check.ts'
import type { Rows } from './rows.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I1: stock is the sum of its moves, was never negative at any step of its lane, and what is promised is what orders
 * hold; promised beyond the shelf only with an open conflict that says so.
 */
export const stockIsTrue: LawCheck = ({ rows }) => [
  ...neverNegative(rows),
  ...sumOfMoves(rows),
  ...promisedIsOrdered(rows),
  ...shortfallIsKnown(rows),
]

const levels = (rows: Rows) => (rows.areas.stock ?? []) as StockLevel[]
const keyOf = ({ store, sku }: { store: string; sku: string }) => `${store}/${sku}`

function neverNegative(rows: Rows): Violation[] {
  return rows.facts.flatMap(({ kind, value, lane, seq }) => {
    const level = isHomeLane(lane) ? factValue('stock.level', { kind, value }) : undefined
    if (!level || (level.onHand >= 0 && level.reserved >= 0)) return []
    return [violation('I1', 'negative', `${lane} ${seq}: ${JSON.stringify(level)}`)]
  })
}

function sumOfMoves(rows: Rows): Violation[] {
  const sums = new Map<string, { onHand: number; reserved: number }>()
  for (const move of (rows.areas.moves ?? []) as MoveRow[]) {
    const sum = sums.get(keyOf(move)) ?? { onHand: 0, reserved: 0 }
    sum.onHand += move.delta
    sum.reserved += move.reserved
    sums.set(keyOf(move), sum)
  }
  const broken: Violation[] = []
  for (const level of levels(rows)) {
    const sum = sums.get(keyOf(level)) ?? { onHand: 0, reserved: 0 }
    sums.delete(keyOf(level))
    if (sum.onHand !== level.onHand || sum.reserved !== level.reserved) {
      const saw = `${keyOf(level)}: ${level.onHand} and ${level.reserved}, moves say ${sum.onHand} and ${sum.reserved}`
      broken.push(violation('I1', 'drift', saw))
    }
  }
  for (const key of sums.keys()) broken.push(violation('I1', 'moves-without-stock', key))
  return broken
}

function promisedIsOrdered(rows: Rows): Violation[] {
  const storeOf = new Map(
    ((rows.areas.orders ?? []) as OrderRow[]).map((order) => [order.id, order.store]),
  )
  const promised = new Map<string, number>()
  for (const { orderId, sku, reserved } of (rows.areas.lines ?? []) as OrderLineRow[]) {
    if (sku === undefined) continue
    const key = `${storeOf.get(orderId)}/${sku}`
    promised.set(key, (promised.get(key) ?? 0) + reserved)
  }
  const broken: Violation[] = []
  for (const level of levels(rows)) {
    const lines = promised.get(keyOf(level)) ?? 0
    promised.delete(keyOf(level))
    if (lines !== level.reserved) {
      const saw = `${keyOf(level)}: ${level.reserved}, lines hold ${lines}`
      broken.push(violation('I1', 'promised-differs', saw))
    }
  }
  for (const [key, lines] of promised) {
    if (lines !== 0) broken.push(violation('I1', 'promised-differs', `${key}: no stock row`))
  }
  return broken
}

function shortfallIsKnown(rows: Rows): Violation[] {
  const known = new Set(
    rows.conflicts.flatMap(({ rule, key, state }) =>
      rule === 'shortfall' && state === 'open' ? [key] : [],
    ),
  )
  return levels(rows).flatMap((level) =>
    level.reserved > level.onHand && !known.has(keyOf(level))
      ? [violation('I1', 'oversold', `${keyOf(level)}: ${level.reserved} of ${level.onHand}`)]
      : [],
  )
}
