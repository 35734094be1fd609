import type { Bus } from '../../engine/bus/bus.ts'
import type { Machine } from './machine.ts'
import type { Scheduler } from './scheduler.ts'

/** How the bus behaves at the moment: one message in so many is lost, or comes again; 0: never. */
export type BusMood = { latencyMs: number; loseOneIn: number; repeatOneIn: number }

/** What joins the nodes: a hint that may be late, lost, repeated and out of order. */
export type VirtualBus = {
  mood: BusMood
  /** The bus as one life of a machine uses it. */
  of(machine: Machine): Bus
}

export function virtualBus(scheduler: Scheduler): VirtualBus {
  type Ear = { machine: Machine; life: number; topic: string; listener(message: string): void }
  let ears: Ear[] = []
  const mood: BusMood = { latencyMs: 5, loseOneIn: 0, repeatOneIn: 0 }
  return {
    mood,
    of(machine) {
      const { life, dice } = machine
      return {
        publish(topic, message) {
          if (machine.life !== life) return
          ears = ears.filter((ear) => ear.machine.life === ear.life)
          for (const ear of ears) {
            if (ear.topic !== topic) continue
            if (mood.loseOneIn > 0 && dice.oneIn(mood.loseOneIn)) continue
            const times = mood.repeatOneIn > 0 && dice.oneIn(mood.repeatOneIn) ? 2 : 1
            for (let i = 0; i < times; i++) {
              const ms = dice.unit() * 2 * mood.latencyMs
              scheduler.after(ms, ear.machine, `bus ${topic}`, () => {
                if (ears.includes(ear)) ear.listener(message)
              })
            }
          }
        },
        subscribe(topic, listener) {
          const ear: Ear = { machine, life, topic, listener }
          ears.push(ear)
          return () => {
            ears = ears.filter((each) => each !== ear)
          }
        },
        isUp: () => true,
        close: async () => undefined,
      }
    },
  }
}
