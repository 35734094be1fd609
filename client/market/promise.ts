import type { Store } from '../../schema/store.ts'

/** A scooter in a neighbourhood, with its stops and stairs: about 12 km/h. */
const METRES_PER_MINUTE = 200
const STEP = 5

/**
 * How long a delivery likely takes, as a range in whole fives: preparing and riding, then half as much again. A guess
 * for browsing; the promise comes with the order.
 */
export function deliveryMinutes(
  store: Pick<Store, 'prepareMinutes'>,
  metres: number,
): { from: number; to: number } {
  const least = store.prepareMinutes + metres / METRES_PER_MINUTE
  const fives = (minutes: number) => Math.max(STEP, Math.ceil(minutes / STEP) * STEP)
  const from = fives(least)
  return { from, to: Math.max(fives(least * 1.5), from + STEP) }
}
