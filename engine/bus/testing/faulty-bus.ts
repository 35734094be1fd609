import type { Bus } from '../bus.ts'

/**
 * A bus that loses, repeats and reorders: half of what it is given comes to grief. `roll` gives numbers in [0, 1).
 * What is kept back is sent after later messages, or never if none follow.
 */
export function faultyBus(bus: Bus, roll: () => number): Bus & { faults(): Faults } {
  const faults: Faults = { lost: 0, repeated: 0, reordered: 0, whole: 0 }
  const kept: (() => void)[] = []
  return {
    ...bus,
    publish(topic, message) {
      const send = () => bus.publish(topic, message)
      const fate = roll()
      if (fate < 0.2) faults.lost += 1
      else if (fate < 0.35) {
        faults.repeated += 1
        send()
        send()
      } else if (fate < 0.5) {
        faults.reordered += 1
        kept.push(send)
        return
      } else {
        faults.whole += 1
        send()
      }
      if (kept.length > 0 && roll() < 0.5) kept.splice(Math.floor(roll() * kept.length), 1)[0]?.()
    },
    faults: () => faults,
  }
}

export type Faults = { lost: number; repeated: number; reordered: number; whole: number }
