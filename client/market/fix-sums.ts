import type { Reason } from '../../engine/model/decision.ts'
import { belowMinimum, overLimit } from '../../intents/checkout/sums.ts'

const SUMS = ['below-minimum', 'over-limit']

/** It speaks of the whole order's money, so the ways chosen for the lines may settle it. */
export const isOfSums = ({ code }: Reason): boolean => SUMS.includes(code)

/**
 * What still speaks against the whole order once its lines are as chosen: a substitute may lift it over the shop's
 * minimum, and what is left out may bring it below the limit, or below the minimum.
 */
export function sumsLeft(
  came: readonly Reason[],
  order: { goodsPaise: number; totalPaise: number; minimumPaise: number },
): Reason[] {
  const short = belowMinimum(order.goodsPaise, order.minimumPaise)
  const wasShort = came.some(({ code }) => code === 'below-minimum')
  const limit = came.find(({ code }) => code === 'over-limit')
  return [
    // With every line left out there is nothing to lift over the minimum, unless it was asked for before.
    ...(order.goodsPaise > 0 || wasShort ? short : []),
    ...(limit ? overLimit(order.totalPaise, Number(limit.params.max)) : []),
  ]
}
