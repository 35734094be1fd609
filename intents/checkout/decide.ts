import type { Json } from '../../engine/model/canonical.ts'
import { accept, type Decision, refuse, review } from '../../engine/model/decision.ts'
import type { Asked } from '../../engine/model/kind.ts'
import { offer } from './offer.ts'
import { placed } from './placed.ts'
import { problems } from './problems.ts'
import { metresTo } from './reach.ts'
import { orderedAlready } from './second.ts'
import type { Seen } from './seen.ts'
import type { CheckoutBody } from './shape.ts'
import { weigh } from './weigh.ts'

/**
 * A checkout is a limit order: it is placed as far as its author agreed to beforehand, never above it, or its author
 * is asked again with an offer that would pass. What was answered no or asked again has changed nothing.
 */
export function decide(seen: Seen, asked: Asked<CheckoutBody>): Decision {
  const { body, at } = asked
  // A cart can be written by its customer alone, so an order stands in the name of who could fill the cart. That the
  // document is a cart, of this customer and this shop, is not proven: deriving its id from what it would be about costs
  // three hashes an order, and whoever names another document of theirs wrongs only themselves. A document is ordered
  // once, whatever it is, and prices, stock and limits are read from rows.
  if (asked.document !== body.cart) return refuse('not-allowed')
  if (body.lines.length === 0) return refuse('empty-cart')
  if (seen.ordered) return orderedAlready(seen.ordered, asked)
  if (!seen.terms) return refuse('no-such-store', { store: body.store })
  if (body.when === 'asap') {
    if (!body.to) return refuse('no-address')
    const metres = metresTo(body, seen.terms)
    if (metres !== undefined && metres > seen.terms.zoneMetres)
      return refuse('out-of-zone', { metres, zone: seen.terms.zoneMetres })
  }

  const weighed = weigh(body, { terms: seen.terms, goods: seen.goods, at })
  const { cancels, given, short, notSold, dropped } = weighed.filled
  if (cancels) return refuse('out-of-stock', cancels)
  if (given.length + short.length + notSold.length === 0)
    return refuse('out-of-stock', { sku: dropped[0]?.sku ?? '', available: 0 })

  const found = problems(weighed, seen.goods)
  if (found.length > 0) {
    const next = offer(weighed, seen)
    return review(found, next ? { by: 'customer', offer: next as Json } : { by: 'customer' })
  }
  const number = seen.lastNumber + 1
  const { payablePaise } = weighed.bill
  return accept(placed(weighed, asked, number), {
    result: { order: asked.id, number, payablePaise },
  })
}
