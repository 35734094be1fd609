import type { MoveRow } from '../../schema/areas/moves.ts'
import type { OrderLineRow } from '../../schema/areas/order-lines.ts'
import type { OrderRow } from '../../schema/areas/orders.ts'
import type { LawCheck } from './check.ts'
import type { Rows } from './rows.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I2, I4: an accepted checkout is one order and an order is one accepted checkout; a cart becomes at most one order;
 * what an order took from stock is what its lines say; a known id with another text left a conflict and an audit row.
 */
export const oneOrderEach: LawCheck = ({ rows }) => [
  ...orderIffAccepted(rows),
  ...takenAsOrdered(rows),
  ...reusedIsNoted(rows),
]

const ordersOf = (rows: Rows) => (rows.areas.orders ?? []) as OrderRow[]

function orderIffAccepted(rows: Rows): Violation[] {
  const broken: Violation[] = []
  const accepted = new Set(
    rows.outcomes.flatMap(({ intent, kind, verdict }) =>
      kind === 'checkout' && verdict === 'accepted' ? [intent] : [],
    ),
  )
  const carts = new Set<string>()
  const intents = new Set<string>()
  const numbers = new Set<string>()
  for (const { id, intent, cart, store, number } of ordersOf(rows)) {
    if (carts.has(cart)) broken.push(violation('I2', 'cart-twice', `${cart} again in ${id}`))
    if (intents.has(intent)) broken.push(violation('I2', 'intent-twice', intent))
    if (numbers.has(`${store} ${number}`)) {
      broken.push(violation('I2', 'number-twice', `${store} ${number}`))
    }
    if (!accepted.has(intent)) broken.push(violation('I4', 'order-unaccepted', id))
    carts.add(cart)
    intents.add(intent)
    numbers.add(`${store} ${number}`)
  }
  for (const intent of accepted) {
    if (!intents.has(intent)) broken.push(violation('I4', 'accepted-without-order', intent))
  }
  return broken
}

function takenAsOrdered(rows: Rows): Violation[] {
  const taken = new Map<string, number>()
  const add = (order: string, sku: string, milli: number) =>
    taken.set(`${order} ${sku}`, (taken.get(`${order} ${sku}`) ?? 0) + milli)
  for (const { why, intent, sku, reserved } of (rows.areas.moves ?? []) as MoveRow[]) {
    if (why === 'reserved') add(intent, sku, reserved)
  }
  const intentOf = new Map(ordersOf(rows).map(({ id, intent }) => [id, intent]))
  for (const { orderId, sku, qty } of (rows.areas.lines ?? []) as OrderLineRow[]) {
    if (sku !== undefined) add(intentOf.get(orderId) ?? orderId, sku, -qty)
  }
  return [...taken].flatMap(([key, left]) =>
    left === 0 ? [] : [violation('I2', 'taken-differs', `${key}: by ${left}`)],
  )
}

function reusedIsNoted(rows: Rows): Violation[] {
  const told = new Set(rows.conflicts.flatMap((one) => (one.rule === 'id-reused' ? [one.key] : [])))
  const audited = new Set(
    rows.audit.flatMap((one) => (one.what === 'id-reused' ? [`intent/${one.intent}`] : [])),
  )
  return [...told, ...audited]
    .filter((key) => !told.has(key) || !audited.has(key))
    .map((key) => violation('I2', 'reuse-unnoted', key))
}
