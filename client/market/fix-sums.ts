import { type Reason, reason } from '../../engine/model/decision.ts'

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
  const missing = order.minimumPaise - order.goodsPaise
  const over = came.find(({ code }) => code === 'over-limit')
  const max = Number(over?.params.max)
  const isShort =
    missing > 0 && (order.goodsPaise > 0 || came.some(({ code }) => code === 'below-minimum'))
  return [
    ...(isShort ? [reason('below-minimum', { missing })] : []),
    ...(over && order.totalPaise > max
      ? [reason('over-limit', { total: order.totalPaise, max })]
      : []),
  ]
}
