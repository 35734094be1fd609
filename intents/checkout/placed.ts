import type { Fact } from '../../engine/model/fact.ts'
import type { Asked } from '../../engine/model/kind.ts'
import {
  addressKept,
  bandSet,
  counterSet,
  orderLines,
  orderState,
  paymentDue,
  stockLevel,
} from '../../schema/facts.ts'
import type { OrderLines, OrderStanding } from '../../schema/order.ts'
import { bandOf } from '../../schema/product.ts'
import type { Given } from './fill.ts'
import { promise } from './promise.ts'
import { metresTo } from './reach.ts'
import { free } from './seen.ts'
import type { CheckoutBody } from './shape.ts'
import type { Weighed } from './weigh.ts'

/** What is true once the order is placed. The order's id is the id of the checkout. */
export function placed(
  { filled, bill, terms }: Weighed,
  { id: order, body, author: customer, at }: Asked<CheckoutBody>,
  number: number,
): Fact[] {
  const { store, cart, pay, when, maxTotalPaise } = body
  const { payablePaise, lines } = bill
  const agreed: OrderLines = {
    order,
    number,
    store,
    customer,
    cart,
    lines,
    dropped: filled.dropped,
    payablePaise,
    maxTotalPaise,
    pay,
    when,
    placedAt: at,
  }
  if (when === 'asap' && body.to) agreed.address = body.to.id
  if (body.note !== undefined) agreed.note = body.note
  const notes = body.lines.flatMap(({ line, note }) => (note === undefined ? [] : [[line, note]]))
  if (notes.length > 0) agreed.notes = Object.fromEntries(notes)
  const metres = when === 'asap' ? (metresTo(body, terms) ?? terms.zoneMetres) : 0
  const promised = promise({ at, metres, prepareMinutes: terms.prepareMinutes })
  const standing: OrderStanding = {
    ...{ order, number, store, customer, at, state: 'placed', promise: promised },
  }
  const facts = [
    orderLines(agreed),
    orderState(standing),
    counterSet({ store, counter: 'order', value: number }),
    paymentDue({
      order,
      store,
      paise: payablePaise,
      pay,
      state: pay === 'cod' ? 'due' : 'pending',
    }),
    ...reserved(store, filled.given),
  ]
  if (when === 'asap' && body.to) {
    facts.push(addressKept({ order, address: body.to.id, sealed: body.to.sealed }))
  }
  return facts
}

/** One level per SKU, however many lines take from it; the public is told only when its band changes. */
function reserved(store: string, given: readonly Given[]): Fact[] {
  const taken = new Map<Given['good'], number>()
  for (const { good, qty } of given) taken.set(good, (taken.get(good) ?? 0) + qty)
  return [...taken].flatMap(([good, qty]) => {
    const { sku, stock } = good
    const after = { ...stock, reserved: stock.reserved + qty, version: stock.version + 1 }
    const level = stockLevel({ store, sku, ...after })
    const band = bandOf(free({ stock: after }))
    return band === bandOf(free(good)) ? [level] : [level, bandSet({ store, sku, band })]
  })
}
