import type { Env, FaultPoint } from '../../engine/model/env.ts'
import { chanceOf, type Dice, dice } from './chance.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * Something that can die: a device, a node, the database. `life` counts its lives; whatever an earlier life scheduled
 * never happens. A dead machine between two lives runs nothing.
 */
export type Machine = {
  readonly id: number
  readonly name: string
  life: number
  /** Its wall clock against true time, in milliseconds. */
  skew: number
  readonly dice: Dice
}

export const newMachine = (seed: number, id: number, name: string, skew = 0): Machine => ({
  id,
  name,
  life: 1,
  skew,
  dice: dice(seed, `machine ${name}`),
})

/** When the virtual world begins: 2026-03-02 10:00 in Chennai, a Monday. */
export const BEGINNING = Date.UTC(2026, 2, 2, 4, 30)

export const wallClock = (scheduler: Scheduler, machine: Machine): number =>
  BEGINNING + Math.floor(scheduler.now()) + machine.skew

/** Never settles: what a call of a dead machine comes to. */
export const never = new Promise<never>(() => undefined)

/** The world as one life of a machine sees it. */
export function envOf(
  scheduler: Scheduler,
  machine: Machine,
  fault: (machine: Machine, point: FaultPoint) => Promise<void> = async () => undefined,
): Env {
  const { life } = machine
  return {
    now: () => wallClock(scheduler, machine),
    tick: () => scheduler.now(),
    wait: (ms, stop) =>
      new Promise((resolve) => {
        if (machine.life !== life) return
        if (stop?.aborted) return resolve()
        const timer = scheduler.after(ms, machine, 'wait', () => {
          stop?.removeEventListener('abort', woken)
          resolve()
        })
        const woken = () => {
          timer.cancel()
          resolve()
        }
        stop?.addEventListener('abort', woken, { once: true })
      }),
    chance: chanceOf(machine.dice, () => wallClock(scheduler, machine)),
    fault: (point) => (machine.life === life ? fault(machine, point) : never),
  }
}
