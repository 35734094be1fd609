import { chance } from '../../commit/chance.ts'
import type { Trace } from './trace.ts'

/** Networks that need no recording, by the name given to `--network`. */
export const GENERATED: Record<string, (way: 'up' | 'down') => Trace> = {
  /** An old phone: 240 kbit/s down, 120 up. */
  '2g': (way) => steady(way === 'down' ? 50 : 100),
  /** A crowded cell: 3 Mbit/s that stops for up to three seconds, again and again. */
  flaky: (way) => flaky(way === 'down' ? 1 : 2),
  /** A ride in a lift: good for forty seconds, then nothing for twenty. */
  lift: () => ({ ...steady(4, 40_000), periodMs: 60_000 }),
}

function steady(everyMs: number, lastMs = 10_000): Trace {
  const at = Uint32Array.from({ length: lastMs / everyMs }, (_, i) => (i + 1) * everyMs)
  return { at, periodMs: lastMs }
}

function flaky(seed: number): Trace {
  const dice = chance(seed)
  const at: number[] = []
  for (let now = 0; now < 60_000; now += 200 + dice.below(2_800)) {
    for (const end = now + 500 + dice.below(2_000); now < end; now += 4) at.push(now)
  }
  return { at: Uint32Array.from(at), periodMs: at.at(-1) as number }
}
