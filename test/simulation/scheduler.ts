import { dice } from './chance.ts'
import { heap } from './heap.ts'
import type { Machine } from './machine.ts'
import { real } from './real.ts'
import type { Trace } from './trace.ts'

/** Something that will happen, unless it is cancelled or its machine dies first. */
export type Timer = { readonly at: number; cancel(): void }

/**
 * Virtual time on one thread. Every completion of I/O is an event here; after each, all microtasks run to their end,
 * so nothing else ever interleaves. Events of one machine at one time keep their order; between machines, ties are
 * drawn from the seed.
 */
export type Scheduler = {
  /** Milliseconds since the world began. */
  now(): number
  /** The machine whose event is running: whose clock, chance and timers any code now uses. */
  current(): Machine | undefined
  after(ms: number, on: Machine, label: string, run: () => void): Timer
  /** Runs something as `machine` at this moment, outside of any event. */
  as<T>(machine: Machine, run: () => T): T
  /** The next event and all that follows from it at once; false when nothing is left to happen. */
  step(): Promise<boolean>
  /** Lets the microtasks of what was started by hand run to their end. */
  settle(): Promise<void>
  events(): number
}

type Entry = {
  at: number
  tie: number
  order: number
  on: Machine
  life: number
  label: string
  run: (() => void) | undefined
}

const drained = () => new Promise<void>((resolve) => real.setImmediate(resolve))

export function openScheduler(seed: number, trace: Trace): Scheduler {
  const salt = dice(seed, 'ties').uint32()
  const queue = heap<Entry>(earlier)
  let now = 0
  let order = 0
  let events = 0
  let current: Machine | undefined

  const scheduler: Scheduler = {
    now: () => now,
    current: () => current,
    after: (ms, on, label, run) => {
      order += 1
      const at = now + Math.max(0, ms)
      const entry: Entry = { at, tie: tieOf(salt, at, on), order, on, life: on.life, label, run }
      queue.push(entry)
      return {
        at,
        cancel: () => {
          entry.run = undefined
        },
      }
    },
    as: (machine, run) => {
      const before = current
      current = machine
      try {
        return run()
      } finally {
        current = before
      }
    },
    step: async () => {
      for (;;) {
        const entry = queue.pop()
        if (!entry) return false
        // Cancelled, or of a machine that has died since.
        if (!entry.run || entry.life !== entry.on.life) continue
        now = entry.at
        events += 1
        trace.note(`${now} ${entry.on.name} ${entry.label}`)
        current = entry.on
        entry.run()
        await drained()
        current = undefined
        return true
      }
    },
    settle: drained,
    events: () => events,
  }
  return scheduler
}

function earlier(a: Entry, b: Entry): boolean {
  if (a.at !== b.at) return a.at < b.at
  if (a.tie !== b.tie) return a.tie < b.tie
  return a.order < b.order
}

function tieOf(salt: number, at: number, on: Machine): number {
  let h = salt ^ Math.imul(Math.floor(at * 1000), 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) ^ Math.imul(on.id + 1, 0xc2b2ae35)
  return Math.imul(h ^ (h >>> 13), 0x27d4eb2f) >>> 0
}
