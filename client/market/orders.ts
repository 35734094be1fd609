import type { Item } from '../../engine/replica/index.ts'
import type { CheckoutBody } from '../../intents/checkout/shape.ts'
import { factValue } from '../../schema/facts.ts'
import { userLane } from '../../schema/lanes.ts'
import type { OrderLines, OrderStanding, OrderState } from '../../schema/order.ts'
import type { Live } from '../bind/live.ts'

/**
 * One order as this device knows it: what was asked here (`item`), and what the shop's books say (`lines`, `standing`).
 * An order's id is its checkout's id.
 */
export type OrderView = {
  id: string
  store: string
  at: number
  item: Item | undefined
  body: CheckoutBody | undefined
  lines: OrderLines | undefined
  standing: OrderStanding | undefined
}

export function orderOf(live: Live, id: string): OrderView | undefined {
  const lane = userLane(live.replica.person)
  const item = live.item(id)
  const linesFact = live.fact(lane, `order/${id}/lines`)
  const stateFact = live.fact(lane, `order/${id}/state`)
  const lines = linesFact && factValue('order.lines', linesFact)
  const standing = stateFact && factValue('order.state', stateFact)
  const body = item?.kind === 'checkout' ? (item.body as CheckoutBody | undefined) : undefined
  const store = lines?.store ?? standing?.store ?? body?.store
  if (store === undefined) return undefined
  const at = lines?.placedAt ?? item?.askedAt ?? standing?.at ?? 0
  return { id, store, at, item, body, lines, standing }
}

/**
 * All orders of this person that this device knows, newest first. A checkout that came back is left out once its cart
 * was asked again: the later one stands for both.
 */
export function ordersOf(live: Live): OrderView[] {
  const ids = new Set<string>()
  const carts = new Set<string>()
  // Newest first: whoever meets its cart again was asked before.
  for (const item of live.items()) {
    if (item.kind !== 'checkout') continue
    const again = item.answeredBy !== undefined || carts.has(item.document)
    carts.add(item.document)
    if (!again || !hasComeBack(item)) ids.add(item.id)
  }
  for (const fact of live.facts(userLane(live.replica.person), 'order/')) {
    const id = fact.key.split('/')[1]
    if (id) ids.add(id)
  }
  return [...ids].flatMap((id) => orderOf(live, id) ?? []).sort((a, b) => b.at - a.at)
}

const ENDED: readonly OrderState[] = [
  'delivered',
  'collected',
  'completed',
  'rejected',
  'expired',
  'cancelled',
  'returned',
]

/** Something may still happen to it. */
export const isRunning = (order: OrderView): boolean =>
  order.standing
    ? !ENDED.includes(order.standing.state)
    : order.item?.step !== 'refused' && order.item?.setAside === undefined

const hasComeBack = ({ step }: Item): boolean => step === 'review' || step === 'refused'

/** The shop's books said no, or asked back. */
export const cameBack = ({ item }: OrderView): boolean =>
  item !== undefined && hasComeBack(item) && item.answeredBy === undefined

/** It waits for this person's choice; a second order of one cart only says so. */
export const needsChoice = (order: OrderView): boolean =>
  cameBack(order) &&
  !(order.item?.step === 'refused' && order.item.reason.code === 'already-ordered')

export const runningOrders = (live: Live): OrderView[] =>
  ordersOf(live).filter((order) => isRunning(order) || needsChoice(order))

/** What was asked before, of the same cart, and came back: an order may hold less because its author chose so. */
export function askedBefore(live: Live, order: OrderView): CheckoutBody[] {
  const bodies: CheckoutBody[] = []
  for (let item = order.item; item?.answers !== undefined; ) {
    item = live.item(item.answers)
    if (item?.body) bodies.push(item.body as unknown as CheckoutBody)
  }
  return bodies
}

/** SKUs in the cart of a placed order that nobody had asked for by then: somebody added them too late. */
export function addedLate(
  order: OrderView,
  rows: readonly { sku: string; qty: number }[],
  before: readonly CheckoutBody[] = [],
): { sku: string; qty: number }[] {
  const asked = new Map<string, number>()
  const add = (sku: string, qty: number) => asked.set(sku, (asked.get(sku) ?? 0) + qty)
  if (order.lines) {
    for (const { sku, qty, insteadOf } of order.lines.lines) {
      if (insteadOf) add(insteadOf.sku, insteadOf.qty)
      else if (sku !== undefined) add(sku, qty)
    }
    for (const { sku, qty } of order.lines.dropped) add(sku, qty)
  } else {
    for (const { sku, qty } of order.body?.lines ?? []) add(sku, qty)
  }
  const askedOnce = ({ lines }: CheckoutBody, sku: string) =>
    lines.reduce((sum, line) => sum + (line.sku === sku ? line.qty : 0), 0)
  return rows.flatMap(({ sku, qty }) => {
    const known = before.map((body) => askedOnce(body, sku))
    const late = qty - Math.max(asked.get(sku) ?? 0, ...known)
    return late > 0 ? [{ sku, qty: late }] : []
  })
}
