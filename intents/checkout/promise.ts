import type { Instant } from '../../engine/model/env.ts'

/** How fast goods travel through lanes and lights, as the crow flies: about 10 km/h. */
const METRES_A_MINUTE = 170
/** How wide a promise is, and the clock it is told by. */
const WINDOW_MINUTES = 15
const STEP_MS = 5 * 60_000

/** Between when and when the goods are handed over, by the shop's own pace; on the next five minutes of the clock. */
export function promise({
  at,
  prepareMinutes,
  metres,
}: {
  at: Instant
  prepareMinutes: number
  /** From shop to door; 0 for pickup. */
  metres: number
}): { from: Instant; to: Instant } {
  const minutes = prepareMinutes + Math.ceil(metres / METRES_A_MINUTE)
  const from = Math.ceil((at + minutes * 60_000) / STEP_MS) * STEP_MS
  return { from, to: from + WINDOW_MINUTES * 60_000 }
}
