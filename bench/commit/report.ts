import { loadavg } from 'node:os'
import { best, type Round } from './round.ts'

/** One line of the result: medians over the rounds; `ratio` is ours to the baseline of the same round. */
export type Result = {
  name: string
  ours: number
  baseline: number
  limit: number
  unit: string
  ratio: number
  ofLimit: number
  /** How long one in a hundred waits at least, from asking to COMMIT, where half as many ask as could be answered. */
  p99Ms: number
  /** The baseline's best number of callers, and its rate without facts and audit. */
  callers: number
  bare: number
  rounds: number
  /** Load average of the machine at the end; above the number of cores somebody else was at work. */
  load: number
}

export function resultOf(name: string, rounds: readonly Round[]): Result {
  const of = (pick: (round: Round) => number) => median(rounds.map(pick))
  const baseline = (round: Round) => best(round.baseline)[1]
  return {
    name,
    ours: Math.round(of((round) => round.ours)),
    baseline: Math.round(of(baseline)),
    limit: Math.round(of((round) => round.limit)),
    unit: 'answers/s',
    ratio: hundredths(of((round) => round.ours / baseline(round))),
    ofLimit: hundredths(of((round) => round.ours / round.limit)),
    p99Ms: Math.round(of((round) => round.p99Ms)),
    callers: of((round) => best(round.baseline)[0]),
    bare: Math.round(of((round) => round.bare)),
    rounds: rounds.length,
    load: hundredths(loadavg()[0] ?? 0),
  }
}

export function table(results: readonly Result[]): string {
  const head = [
    '',
    'ours/s',
    'one by one/s',
    'at',
    'ratio',
    'limit/s',
    'of limit',
    'p99 ms',
    'bare/s',
  ]
  const rows = results.map((one) => [
    one.name,
    ...[
      one.ours,
      one.baseline,
      `C=${one.callers}`,
      `${one.ratio}×`,
      one.limit,
      one.ofLimit,
      one.p99Ms,
      one.bare,
    ].map(String),
  ])
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((row) => (row[at] ?? '').length)),
  )
  const line = (row: string[]) => row.map((cell, at) => cell.padStart(widths[at] ?? 0)).join('  ')
  const load = results.at(-1)?.load
  return `${[head, ...rows].map(line).join('\n')}\nmedians of ${results[0]?.rounds} rounds; load average ${load}\n`
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

const hundredths = (value: number) => Math.round(value * 100) / 100
