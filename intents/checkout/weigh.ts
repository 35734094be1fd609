import type { Instant } from '../../engine/model/env.ts'
import { type Quote, type QuoteLine, quote } from '../../schema/quote.ts'
import { type Filled, fill, type Given } from './fill.ts'
import type { Seen, Terms } from './seen.ts'
import type { CheckoutBody } from './shape.ts'

/** A checkout held against what is there: who gets what, and what that comes to within the author's limit. */
export type Weighed = { body: CheckoutBody; terms: Terms; at: Instant; filled: Filled; bill: Quote }

export function weigh(
  body: CheckoutBody,
  { terms, goods, at }: { terms: Terms; goods: Seen['goods']; at: Instant },
): Weighed {
  const filled = fill(body, goods)
  return { body, terms, at, filled, bill: bill(body, terms, wouldGive(filled, goods)) }
}

/** What the order would hold if its author took what is there of the short lines. */
function wouldGive({ given, short }: Filled, goods: Seen['goods']): Given[] {
  const parts = short.flatMap(({ line, available }) => {
    const good = goods.find(({ sku }) => sku === line.sku)
    return good && available > 0 ? [{ line: line.line, good, qty: available }] : []
  })
  return [...given, ...parts]
}

const bill = (body: CheckoutBody, terms: Terms, given: readonly Given[]): Quote =>
  quote({
    lines: given.map(quoteLine),
    store: terms,
    when: body.when,
    tipPaise: body.tipPaise,
    pay: body.pay,
    maxTotalPaise: body.maxTotalPaise,
  })

function quoteLine({ line, good, qty, insteadOf }: Given): QuoteLine {
  const { sku, names, pack, taxBp, price } = good
  const charged: QuoteLine = { line, sku, names, qty, unitPaise: price.paise, taxBp }
  if (pack !== undefined) charged.pack = pack
  if (insteadOf) charged.insteadOf = insteadOf
  return charged
}
