import type { Rows } from './rows.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I19: the same questions get the same answers whatever the devices' clocks say. `name` tells which question of one
 * run is which of the other (ids hold the clock's time, so they differ).
 */
export function clocksDecideNothing(
  a: Rows,
  b: Rows,
  name: (intent: string) => string | undefined,
): Violation[] {
  const answers = (rows: Rows) =>
    new Map(
      rows.outcomes.flatMap(({ intent, verdict, reason }) => {
        const named = name(intent)
        return named === undefined ? [] : [[named, `${verdict} ${reason ?? ''}`] as const]
      }),
    )
  const [first, second] = [answers(a), answers(b)]
  return [...new Set([...first.keys(), ...second.keys()])].flatMap((named) =>
    first.get(named) === second.get(named)
      ? []
      : [violation('I19', 'clock-decided', `${named}: ${first.get(named)}, ${second.get(named)}`)],
  )
}
