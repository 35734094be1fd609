import type { ReplayRun } from './replay.ts'

/** Answers without which a run has not tried what it is for. */
const MUST_HAPPEN = ['out-of-stock', 'price-up', 'already-ordered'] as const
/** Violations listed. */
const LISTED = 20

/** What went wrong with a run, as sentences; none for a good one. */
export function faults({ result, violations }: Pick<ReplayRun, 'result' | 'violations'>): string[] {
  const found: string[] = violations
    .slice(0, LISTED)
    .map(({ law, what, saw }) => `${law} ${what}: ${saw}`)
  if (violations.length > LISTED) found.push(`and ${violations.length - LISTED} more violations`)
  for (const name of [
    'duplicates',
    'oversold',
    'lost',
    'stockDrift',
    'paisaDrift',
    'pending',
  ] as const) {
    if (result[name] > 0) found.push(`${name}: ${result[name]}`)
  }
  const counted = result.accepted + sum(result.refused) + sum(result.review)
  if (result.asked !== counted) found.push(`asked ${result.asked}, answered ${counted}`)
  for (const code of MUST_HAPPEN) {
    if (!result.refused[code] && !result.review[code]) found.push(`nobody was answered ${code}`)
  }
  return found
}

export function table({ result, imported, unmatched, kills }: ReplayRun): string {
  const { reconnectToOutcomeMs: ms } = result
  const rows: [string, string | number][] = [
    ['catalogue rows', imported.rows],
    ['products', imported.added],
    ['asked', result.asked],
    ['accepted', result.accepted],
    ...counts('refused', result.refused),
    ...counts('review', result.review),
    ['pending', result.pending],
    ['duplicates', result.duplicates],
    ['oversold', result.oversold],
    ['lost', result.lost],
    ['stock drift', result.stockDrift],
    ['paisa drift', result.paisaDrift],
    [
      'kills',
      Object.entries(kills)
        .map(([what, n]) => `${what} ${n}`)
        .join(', ') || 'none',
    ],
    ['reconnect to outcome', `p50 ${ms.p50} ms, p95 ${ms.p95} ms, p99 ${ms.p99} ms`],
    ['seconds', result.secondsTotal],
  ]
  const lines = rows.map(([name, value]) => `  ${name.padEnd(28)}${value}`)
  if (unmatched.size > 0) {
    const names = [...unmatched].map(([name, times]) => `${name} (${times})`)
    lines.push(`  found by no search          ${names.join(', ')}`)
  }
  return `${lines.join('\n')}\n`
}

const sum = (by: { [name: string]: number }) => Object.values(by).reduce((all, n) => all + n, 0)
const counts = (name: string, by: { [code: string]: number }): [string, number][] =>
  Object.entries(by).map(([code, count]) => [`${name} ${code}`, count])
