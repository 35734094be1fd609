import { columns, hundredths, load, median } from '../figures.ts'
import type { Contender } from './contender.ts'
import type { Sizes, Taken } from './round.ts'

/** Of the stock server's CPU, ours may take so much. */
const TARGET = 0.5

/** Medians over the rounds; `ratio` is the CPU of ours to this one's, each in the same round. */
export type Result = Taken &
  Sizes & {
    name: string
    keeps: string
    rounds: number
    ratio?: number
    target?: number
    isMissed: boolean
    load: number
  }

export function resultsOf(taken: ReadonlyMap<Contender, readonly Taken[]>, sizes: Sizes): Result[] {
  const [ours] = [...taken].find(([{ name }]) => name === 'ours') ?? []
  const base = (ours && taken.get(ours)) ?? []
  return [...taken].map(([{ name, keeps }, rounds]) => {
    const of = (pick: (one: Taken, round: number) => number) => Math.round(median(rounds.map(pick)))
    const ratio =
      name === 'ours' || base.length === 0
        ? undefined
        : hundredths(median(rounds.map((one, at) => (base[at]?.server ?? 0) / one.server)))
    const target = name.startsWith('automerge-repo') ? TARGET : undefined
    return {
      name,
      keeps,
      ...sizes,
      server: of((one) => one.server),
      ...(rounds[0]?.database !== undefined && { database: of((one) => one.database ?? 0) }),
      accepted: of((one) => one.accepted),
      delivered: of((one) => one.delivered),
      wallMs: of((one) => one.wallMs),
      p50Ms: of((one) => one.p50Ms),
      p99Ms: of((one) => one.p99Ms),
      rounds: rounds.length,
      ...(ratio !== undefined && { ratio }),
      ...(target !== undefined && { target }),
      isMissed: ratio !== undefined && target !== undefined && ratio > target,
      load: load(),
    }
  })
}

export function table(results: readonly Result[]): string {
  const [first] = results
  if (!first) return ''
  const head = [
    '',
    'server µs',
    'database µs',
    'ours to it',
    'wanted',
    'accepted',
    'delivered',
    'wall s',
    'p50 ms',
    'p99 ms',
  ]
  const rows = results.map((one) => [
    one.name,
    String(one.server),
    String(one.database ?? '–'),
    one.ratio === undefined ? '–' : `${one.ratio}×`,
    one.target === undefined ? '–' : `${one.target}×`,
    String(one.accepted),
    String(one.delivered),
    (one.wallMs / 1000).toFixed(1),
    String(one.p50Ms),
    String(one.p99Ms),
  ])
  const { documents, peers, changes, perSecond, rounds } = first
  const pace =
    perSecond === undefined ? 'each as soon as its last one has arrived' : `${perSecond} a second`
  return `${[
    `${documents} documents × ${peers} peers × ${changes} changes, ${pace}; medians of ${rounds} rounds after one that warmed up; load average ${first.load}`,
    columns(head, rows),
    ...results.map(({ name, keeps }) => `${name}: ${keeps}`),
  ].join('\n')}\n`
}
