import { loadavg } from 'node:os'
import { percentiles } from '../replay/tally.ts'
import { legs, type Way } from './way.ts'

type Spread = { p50: number; p95: number; p99: number }
export type Result = {
  devices: number
  seconds: number
  /** Devices of the round before, which does not count. */
  warmedUpWith: number
  verdicts: { [verdict: string]: number }
  reconnectToOutcomeMs: Spread
  legs: ({ leg: string; what: string } & Spread)[]
  /** Load average of the machine at the end. */
  load: number
}

export function resultOf(
  ways: readonly Way[],
  given: Pick<Result, 'devices' | 'seconds' | 'warmedUpWith' | 'verdicts'>,
): Result {
  const between = (from: keyof Way, to: keyof Way) =>
    ways.flatMap((way) => {
      const [a, b] = [way[from], way[to]]
      // The rows' clock counts whole milliseconds.
      return a === undefined || b === undefined ? [] : [Math.max(0, b - a)]
    })
  return {
    ...given,
    reconnectToOutcomeMs: percentiles(between('begun', 'shown')),
    legs: legs.map(({ from, to, what }) => ({
      leg: `${from} → ${to}`,
      what,
      ...percentiles(between(from, to)),
    })),
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  }
}

export function table({
  devices,
  seconds,
  warmedUpWith,
  verdicts,
  reconnectToOutcomeMs: all,
  legs: parts,
  load,
}: Result): string {
  const line = (name: string, { p50, p95, p99 }: Spread, what: string) =>
    `  ${name.padEnd(22)}${[p50, p95, p99].map((ms) => String(ms).padStart(7)).join('')}   ${what}`
  const answered = Object.entries(verdicts).map(([verdict, n]) => `${n} ${verdict}`)
  return `${[
    `${devices} devices came back over ${seconds} s (${answered.join(', ')}), after ${warmedUpWith} others that warmed up; load average ${load}`,
    `  ${'milliseconds'.padEnd(22)}    p50    p95    p99`,
    line('reconnect to outcome', all, 'from the network being back to the outcome on the device'),
    ...parts.map(({ leg, what, ...spread }) => line(leg, spread, what)),
  ].join('\n')}\n`
}
