import { type Reason, reason } from '../../engine/model/decision.ts'
import { openingOf } from '../../schema/store.ts'
import { type Filled, matches } from './fill.ts'
import { free, type Good, type Seen } from './seen.ts'
import type { CheckoutBody } from './shape.ts'
import { belowMinimum, overLimit } from './sums.ts'
import type { Weighed } from './weigh.ts'

/** Most substitutes that are named for one short line. */
const SUBSTITUTES = 3

/** What the author did not agree to beforehand, and so must be asked: the shop first, then lines in order, then sums. */
export const problems = (weighed: Weighed, goods: Seen['goods']): Reason[] => [
  ...closed(weighed),
  ...ofLines(weighed, goods),
  ...belowMinimum(weighed.bill.goodsPaise, weighed.terms.minimumPaise),
  ...overLimit(weighed.bill.payablePaise, weighed.body.maxTotalPaise),
]

function closed({ terms, at }: Weighed): Reason[] {
  const opening = openingOf(terms, at)
  if (opening.open) return []
  return [reason('store-closed', opening.opens === undefined ? {} : { opens: opening.opens })]
}

function ofLines({ body, filled }: Weighed, goods: Seen['goods']): Reason[] {
  const bySku = new Map(goods.map((good) => [good.sku, good]))
  return body.lines.flatMap((line) => {
    const good = bySku.get(line.sku)
    if (!good) return [reason('not-sold', { line: line.line, sku: line.sku })]
    const found: Reason[] = []
    const short = filled.short.find((one) => one.line === line)
    if (short) found.push(outOfStock(line, short.available, good, goods))
    const { paise, version } = good.price
    if (paise > line.upTo && isWanted(line, filled)) {
      const now = { paise, version }
      found.push(reason('price-up', { line: line.line, sku: line.sku, seen: line.seen, now }))
    }
    return found
  })
}

/** A line that its author's policy drops whole is not charged, so its price is nobody's problem. */
const isWanted = (line: CheckoutBody['lines'][number], { given, short }: Filled): boolean =>
  given.some((one) => one.line === line.line) || short.some((one) => one.line === line)

const outOfStock = (
  line: CheckoutBody['lines'][number],
  available: number,
  good: Good,
  goods: Seen['goods'],
): Reason =>
  reason('out-of-stock', {
    line: line.line,
    sku: line.sku,
    asked: line.qty,
    available,
    substitutes: matches(good, goods)
      .filter((other) => other.price.paise <= line.upTo && free(other) > 0)
      .slice(0, SUBSTITUTES)
      .map((other) => ({ sku: other.sku, ...other.price, available: free(other) })),
  })
