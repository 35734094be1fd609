import { chance } from '../commit/chance.ts'
import type { CartPlan, DevicePlan } from '../replay/plan.ts'

/** Lines of a cart: about what people buy together. */
const LINES = 5
const WARM_UP = 0
/** The round that is measured. */
export const MEASURED = 1

/**
 * Twice as many devices as asked for, each of a person of its own with one cart: the first half shops in the round that
 * warms up, the second half in the one that counts.
 */
export function makePlan(
  devices: number,
  { skus, seed }: { skus: readonly string[]; seed: number },
): DevicePlan[] {
  const dice = chance(seed)
  return Array.from({ length: 2 * devices }, (_, device) => {
    const chosen = new Set<string>()
    while (chosen.size < Math.min(LINES, skus.length)) {
      chosen.add(skus[dice.below(skus.length)] as string)
    }
    const cart: CartPlan = {
      number: 1,
      lines: [...chosen].map((sku) => ({ sku, pieces: 1 + dice.below(2) })),
      fill: 'available',
      otherwise: 'drop',
      when: 'pickup',
      tipPaise: 0,
      agrees: false,
    }
    const round = device < devices ? WARM_UP : MEASURED
    return { device, person: device, rounds: [0, 1].map((each) => (each === round ? [cart] : [])) }
  })
}
