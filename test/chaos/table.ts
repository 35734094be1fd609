import type { ChaosRun } from './chaos.ts'

/** Violations listed. */
const LISTED = 20

export function table({ result, answers, healSeconds }: ChaosRun, seed: number): string {
  const { operations, faults, violations, stuck, seconds } = result
  const rows: [string, string | number][] = [
    ['seed', seed],
    ['operations', operations],
    ...Object.entries(answers).map(([what, n]): [string, number] => [`checkouts ${what}`, n]),
    ...Object.entries(faults).map(([name, n]): [string, number] => [`fault ${name}`, n]),
    ['violations', violations.length],
    ['stuck', stuck],
    ['heal to rest, seconds', healSeconds],
    ['seconds', seconds],
  ]
  return rows.map(([name, value]) => `  ${name.padEnd(32)}${value}\n`).join('')
}

/** What went wrong, as sentences; none for a good run. */
export function wrongs({ violations, stuck }: ChaosRun['result'], quiet: readonly string[]) {
  const found = violations.slice(0, LISTED).map(({ law, what, saw }) => `${law} ${what}: ${saw}`)
  if (violations.length > LISTED) found.push(`and ${violations.length - LISTED} more violations`)
  if (stuck > 0) found.push(`stuck: ${stuck}`)
  return [...found, ...quiet]
}
