import { createMemo, createSignal } from 'solid-js'
import type { Reason } from '../../../engine/model/decision.ts'
import type { CheckoutBody } from '../../../intents/checkout/shape.ts'
import type { Live } from '../../bind/live.ts'
import { bodyBill, bodyTotal } from '../../market/body-total.ts'
import { fixedBody, type Way, waysOut, withOffered } from '../../market/fix.ts'
import { isOfSums, sumsLeft } from '../../market/fix-sums.ts'
import type { OrderView } from '../../market/orders.ts'

export type Row = { problem: Reason; ways: readonly Way[] }

/**
 * What is being chosen on "Fix your order", and the order as it is then. Whatever is shown as chosen is what agreeing
 * asks for.
 */
export function fixing(live: Live, order: () => OrderView) {
  const item = () => order().item
  const problems = (): readonly Reason[] => {
    const known = item()
    if (known?.step === 'review') return known.problems
    return known?.step === 'refused' ? [known.reason] : []
  }
  const offer = () => {
    const known = item()
    return known?.step === 'review' ? (known.offer as CheckoutBody | undefined) : undefined
  }
  const [chosen, setChosen] = createSignal<Record<string, number>>({})
  const choice = (problem: Reason) => chosen()[keyOf(problem)] ?? 0

  // Apart from what is chosen: a row that were drawn anew at each choice would lose the focus.
  const rows = createMemo((): Row[] =>
    problems()
      .filter((problem) => !isOfSums(problem))
      .map((problem) => ({ problem, ways: waysOut(problem, offer()) })),
  )
  const picked = () =>
    rows().flatMap(({ problem, ways }) => {
      const way = ways[choice(problem)]
      return way ? [{ problem, way }] : []
    })
  /** The authority's offer, as long as nobody chose otherwise. */
  const untouched = () => (Object.values(chosen()).every((n) => n === 0) ? offer() : undefined)
  const fixed = createMemo((): CheckoutBody | undefined => {
    const asked = order().body ?? offer()
    return untouched() ?? (asked && fixedBody(withOffered(asked, offer()), picked()))
  })
  const sums = createMemo((): Row[] => {
    const came = problems().filter(isOfSums)
    const body = item()?.step === 'review' && !untouched() ? fixed() : undefined
    const bill = body && bodyBill(live, body)
    const left = bill ? sumsLeft(came, { ...bill, totalPaise: bill.payablePaise }) : came
    return left.map((problem) => ({ problem, ways: waysOut(problem) }))
  })
  return {
    rows,
    sums,
    choice,
    choose: (problem: Reason, n: number) => setChosen({ ...chosen(), [keyOf(problem)]: n }),
    /** The way that leaves this screen, where there is nothing to agree to before. */
    leaving: (): Way | undefined =>
      [...picked().map(({ way }) => way), ...sums().flatMap(({ ways }) => ways)].find(
        ({ way }) => way === 'go',
      ),
    /** What agreeing asks for: it names the sum, so that much is agreed to. */
    next: (): CheckoutBody | undefined => {
      const body = fixed()
      if (!body || untouched()) return body
      return { ...body, maxTotalPaise: Math.max(body.maxTotalPaise, bodyTotal(live, body)) }
    },
  }
}

/** A line may have come back for two reasons. */
const keyOf = ({ code, params }: Reason) => `${code} ${params.line}`
