import { canonical } from '../engine/model/canonical.ts'
import type { Instant } from '../engine/model/env.ts'
import type { Names } from './names.ts'

/** A line of a placed order. Fees, tip and rounding are lines too, so that totals only ever sum lines. */
export type OrderLine = {
  /** The cart line's id, or `fee:delivery`, `tip`, `rounding`. */
  line: string
  kind: 'product' | 'fee' | 'tip' | 'rounding'
  sku?: string
  names?: Names
  pack?: string
  /** Milli-units; 1000 for fees. */
  qty: number
  unitPaise: number
  grossPaise: number
  taxBp: number
  taxablePaise: number
  cgstPaise: number
  sgstPaise: number
  /** Set when this stands in for what was asked. */
  insteadOf?: { sku: string; qty: number }
}

/** The fact `order.lines`: what was agreed at placement; it never changes. */
export type OrderLines = {
  order: string
  number: number
  store: string
  customer: string
  cart: string
  lines: OrderLine[]
  /** Asked, but not in the order, by the author's own fill policy. */
  dropped: { line: string; sku: string; qty: number; code: string }[]
  payablePaise: number
  maxTotalPaise: number
  pay: 'cod' | 'hook'
  when: 'asap' | 'pickup'
  address?: string
  /** What the customer told the shop about the order, and about single lines by the cart line's id. */
  note?: string
  notes?: Record<string, string>
  placedAt: Instant
}

export const ORDER_STATES = [
  'placed',
  'accepted',
  'preparing',
  'ready',
  'out-for-delivery',
  'delivered',
  'collected',
  'completed',
  'rejected',
  'expired',
  'cancelled',
  'delivery-failed',
  'returned',
] as const
export type OrderState = (typeof ORDER_STATES)[number]

/** The fact `order.state`: where the order stands, whole. */
export type OrderStanding = {
  order: string
  number: number
  store: string
  customer: string
  state: OrderState
  at: Instant
  promise?: { from: Instant; to: Instant }
}

/**
 * What was asked, per SKU in milli-units, as canonical JSON: the lines (what a substitute stands for) and what was
 * dropped. Two checkouts of one cart that asked the same have the same text.
 */
export function askedOf({ lines, dropped }: Pick<OrderLines, 'lines' | 'dropped'>): string {
  const asked = new Map<string, number>()
  const add = (sku: string, qty: number) => asked.set(sku, (asked.get(sku) ?? 0) + qty)
  for (const { sku, qty, insteadOf } of lines) {
    if (insteadOf) add(insteadOf.sku, insteadOf.qty)
    else if (sku !== undefined) add(sku, qty)
  }
  for (const { sku, qty } of dropped) add(sku, qty)
  // Written out: an object with SKUs for its keys would be a shape of its own for every order.
  const skus = [...asked.keys()].sort()
  return `{${skus.map((sku) => `${canonical(sku)}:${asked.get(sku)}`).join(',')}}`
}
