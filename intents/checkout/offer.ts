import { problems } from './problems.ts'
import type { Seen } from './seen.ts'
import { type CheckoutBody, type CheckoutLine, MOST_PAISE } from './shape.ts'
import { type Weighed, weigh } from './weigh.ts'

/**
 * The nearest body that would pass as things stand: what is there of the short lines, at the prices of now, up to what
 * that comes to. It holds nothing; taking it is a new checkout. None when no change of these helps: the shop is closed,
 * or too little is left.
 */
export function offer(weighed: Weighed, seen: Pick<Seen, 'goods'>): CheckoutBody | undefined {
  const { goods } = seen
  const lines = weighed.body.lines.flatMap((line) => agreeable(line, weighed, goods))
  if (lines.length === 0) return undefined
  const within = (maxTotalPaise: number) =>
    weigh({ ...weighed.body, lines, maxTotalPaise }, { ...weighed, goods })
  let next = within(weighed.body.maxTotalPaise)
  if (next.bill.payablePaise > next.body.maxTotalPaise) next = within(next.bill.payablePaise)
  const passes =
    next.body.maxTotalPaise <= MOST_PAISE &&
    next.filled.given.length > 0 &&
    problems(next, goods).length === 0
  return passes ? next.body : undefined
}

function agreeable(line: CheckoutLine, { filled }: Weighed, goods: Seen['goods']): CheckoutLine[] {
  const good = goods.find(({ sku }) => sku === line.sku)
  const short = filled.short.find((one) => one.line === line)
  if (!good || short?.available === 0) return []
  const { paise, version } = good.price
  const now = { ...line, seen: { paise, version }, upTo: Math.max(line.upTo, paise) }
  if (paise > line.upTo && line.else === 'best-match') now.else = standIn(line, filled)
  return [short ? { ...now, qty: short.available } : now]
}

/**
 * What its author let stand in, by name: paying more for a line is no leave to pay more for what replaces it, and goods
 * that cost more than the old bound have not been looked up.
 */
function standIn(line: CheckoutLine, { given }: Weighed['filled']): CheckoutLine['else'] {
  const instead = given.find((one) => one.line === `${line.line}:instead`)
  return instead ? { sku: instead.good.sku, upTo: line.upTo } : 'drop'
}
