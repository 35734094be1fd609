import type { Params, Reason } from '../../engine/model/decision.ts'
import type { CheckoutBody, CheckoutLine } from '../../intents/checkout/shape.ts'

/** One way out of one problem. `go` leaves this screen; the others change the order. */
export type Way =
  | { way: 'accept'; paise: number }
  | { way: 'take'; qty: number }
  | { way: 'replace'; sku: string; paise: number; version: number }
  | { way: 'remove' }
  | { way: 'raise'; paise: number }
  | { way: 'go'; to: Door; order?: string }
export type Door = 'cart' | 'shelves' | 'shops' | 'check' | 'address' | 'pickup' | 'order'

type Priced = { paise: number; version: number }
type Substitute = Priced & { sku: string; available: number }

const number = (params: Params, name: string) => Number(params[name] ?? 0)

/**
 * The ways out of a problem, the one that is offered first: where the authority's offer leaves a line out, that is what
 * agreeing does unless somebody chooses otherwise.
 */
export function waysOut(problem: Reason, offer?: CheckoutBody): Way[] {
  const ways = waysOf(problem)
  const { line } = problem.params
  const isLeftOut = line !== undefined && offer?.lines.every((each) => each.line !== line)
  const rank = ({ way }: Way) => (way === 'remove' ? 0 : 1)
  return isLeftOut ? ways.sort((a, b) => rank(a) - rank(b)) : ways
}

function waysOf({ code, params }: Reason): Way[] {
  switch (code) {
    case 'price-up':
      return [{ way: 'accept', paise: (params.now as Priced).paise }, { way: 'remove' }]
    case 'out-of-stock': {
      const available = number(params, 'available')
      const others = (params.substitutes ?? []) as Substitute[]
      if (params.line === undefined) return [{ way: 'go', to: 'cart' }]
      return [
        ...(available > 0 ? [{ way: 'take', qty: available } as const] : []),
        ...others.map(({ sku, paise, version }): Way => ({ way: 'replace', sku, paise, version })),
        { way: 'remove' },
      ]
    }
    case 'not-sold':
      return [{ way: 'remove' }]
    case 'over-limit':
      return [{ way: 'raise', paise: number(params, 'total') }]
    case 'below-minimum':
      return [{ way: 'go', to: 'shelves' }]
    case 'store-closed':
      return [{ way: 'go', to: 'shops' }]
    case 'out-of-zone':
    case 'no-address':
      return [
        { way: 'go', to: 'address' },
        { way: 'go', to: 'pickup' },
      ]
    case 'already-ordered':
      return [{ way: 'go', to: 'order', order: String(params.order ?? '') }]
    case 'expired':
      return [{ way: 'go', to: 'check' }]
    default:
      return [{ way: 'go', to: 'cart' }]
  }
}

/**
 * The order with the chosen ways in it: a copy, never the cart. A line that is accepted, taken in part or replaced
 * carries the price it was offered at as seen, and a limit that admits it.
 */
export function fixedBody(
  body: CheckoutBody,
  choices: readonly { problem: Reason; way: Way }[],
): CheckoutBody {
  let { maxTotalPaise } = body
  let lines: CheckoutLine[] = [...body.lines]
  const change = (id: unknown, to: (line: CheckoutLine) => CheckoutLine[]) => {
    lines = lines.flatMap((line) => (line.line === id ? to(line) : [line]))
  }
  for (const { problem, way } of choices) {
    const { line: id, now } = problem.params
    switch (way.way) {
      case 'accept':
        change(id, (line) => [
          { ...line, seen: now as Priced, upTo: Math.max(line.upTo, way.paise) },
        ])
        break
      case 'take':
        change(id, (line) => [{ ...line, qty: Math.min(line.qty, way.qty) }])
        break
      case 'replace':
        change(id, (line) => [
          {
            ...line,
            sku: way.sku,
            seen: { paise: way.paise, version: way.version },
            upTo: Math.max(line.upTo, way.paise),
          },
        ])
        break
      case 'remove':
        change(id, () => [])
        break
      case 'raise':
        maxTotalPaise = Math.max(maxTotalPaise, way.paise)
        break
      case 'go':
        break
    }
  }
  return { ...body, lines, maxTotalPaise }
}

/** The order as asked, at the prices of now that the offer names: what its author agreed to bears them already. */
export const withOffered = (
  asked: CheckoutBody,
  offered: CheckoutBody | undefined,
): CheckoutBody => ({
  ...asked,
  lines: asked.lines.map((line) => {
    const now = offered?.lines.find((each) => each.line === line.line)
    return now && now.seen.paise <= line.upTo ? { ...line, seen: now.seen } : line
  }),
})
