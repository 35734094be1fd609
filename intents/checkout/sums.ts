import { type Reason, reason } from '../../engine/model/decision.ts'

/** Less than the shop comes for; in paise. The same function on the device, for an order that is being put right. */
export function belowMinimum(goodsPaise: number, minimumPaise: number): Reason[] {
  const missing = minimumPaise - goodsPaise
  return missing > 0 ? [reason('below-minimum', { missing })] : []
}

/** More than its author agreed to; in paise. */
export const overLimit = (total: number, max: number): Reason[] =>
  total > max ? [reason('over-limit', { total, max })] : []
