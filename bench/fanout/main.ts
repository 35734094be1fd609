import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { AskedWrong } from '../../test/kit/asked.ts'
import { raisedIn } from '../contenders/our-server.ts'
import { openCrew } from '../crew.ts'
import { columns, hundredths, load, median } from '../figures.ts'
import { type Contender, ours, relay } from './contender.ts'
import type { Order, Report, Spread } from './messages.ts'

const usage =
  'npm run bench -- fanout [--sockets N] [--seconds N] [--per-second N] [--rounds N] [--json FILE]'
/** How many times as long as through a relay one in a hundred may wait. */
const TARGET = 2
/** Spoken before the clock counts, so that nobody is measured cold. */
const WARM_UP_CHANGES = 10

type Taken = Spread & { cpuMsPerChange: number }
type Sizes = { sockets: number; changes: number; perSecond: number }

/**
 * `npm run bench -- fanout`: one document, a thousand sockets. How long a change takes from its author to each of them,
 * through our server, which checks it, commits it and keeps account of what each peer has, and through a relay, which does
 * nothing but pass on the same bytes.
 */
export async function benchFanout(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      sockets: { type: 'string', default: '1000' },
      seconds: { type: 'string', default: '5' },
      'per-second': { type: 'string', default: '10' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'string' },
    },
  })
  const [sockets, seconds, perSecond, rounds] = [
    values.sockets,
    values.seconds,
    values['per-second'],
    values.rounds,
  ].map(Number) as [number, number, number, number]
  if (![sockets, seconds, perSecond, rounds].every((n) => Number.isInteger(n) && n > 0))
    throw new AskedWrong(usage)
  const sizes = { sockets, changes: seconds * perSecond, perSecond }
  const log = join(await mkdtemp(join(tmpdir(), 'haat-fanout-')), 'sockets.log')
  const contenders: Contender[] = []
  try {
    contenders.push(await ours(sockets), await relay())
    const taken = new Map<Contender, Taken[]>(contenders.map((one) => [one, []]))
    // The first round warms up and does not count.
    for (let round = 0; round <= rounds; round++) {
      for (const one of round % 2 === 0 ? contenders : [...contenders].reverse()) {
        const took = await playRound(one, sizes, log)
        if (round > 0) taken.get(one)?.push(took)
        process.stderr.write(
          `${one.name}: p50 ${Math.round(took.p50Ms)} ms, p99 ${Math.round(took.p99Ms)} ms${round > 0 ? '' : ' (warming up)'}\n`,
        )
      }
    }
    const results = resultsOf(taken, sizes)
    process.stdout.write(`${table(results)}${raisedIn({})}\n`)
    if (values.json) await writeFile(values.json, `${JSON.stringify({ results }, null, 2)}\n`)
    if (results.some(({ isMissed }) => isMissed)) process.exitCode = 1
  } finally {
    for (const one of contenders) await one.close()
  }
}

async function playRound(one: Contender, sizes: Sizes, log: string): Promise<Taken> {
  const { changes, perSecond, sockets } = sizes
  const crew = openCrew<Order, Report>('bench/fanout/sockets.ts', log)
  try {
    crew.order({ do: 'open', isRelay: one.isRelay, ...(await one.plan(sockets)) })
    await crew.hear('open')
    crew.order({ do: 'speak', changes: WARM_UP_CHANGES, perSecond })
    await crew.hear('spoken')
    const before = one.cpu()
    crew.order({ do: 'speak', changes, perSecond })
    const { say: _, ...spread } = await crew.hear('spoken')
    if (spread.received !== changes * sockets)
      throw new Error(`${one.name}: ${spread.received} of ${changes * sockets} came`)
    return { ...spread, cpuMsPerChange: ((one.cpu() - before) * 1000) / changes }
  } finally {
    await crew.leave()
  }
}

/** Medians over the rounds; the ratios are ours to the relay's, each in the same round. */
type Result = Taken &
  Sizes & {
    name: string
    rounds: number
    ratioP50?: number
    ratio?: number
    target?: number
    isMissed: boolean
    load: number
  }

function resultsOf(taken: ReadonlyMap<Contender, readonly Taken[]>, sizes: Sizes): Result[] {
  const base = [...taken].find(([{ isRelay }]) => isRelay)?.[1] ?? []
  return [...taken].map(([{ name, isRelay }, rounds]) => {
    const of = (pick: (one: Taken) => number) => hundredths(median(rounds.map(pick)))
    const toRelay = (pick: (one: Taken) => number) =>
      hundredths(median(rounds.map((one, at) => pick(one) / pick(base[at] as Taken))))
    const ratio = toRelay((one) => one.p99Ms)
    return {
      name,
      ...sizes,
      p50Ms: of((one) => one.p50Ms),
      p99Ms: of((one) => one.p99Ms),
      received: of((one) => one.received),
      frames: of((one) => one.frames),
      cpuMsPerChange: of((one) => one.cpuMsPerChange),
      rounds: rounds.length,
      ...(!isRelay && { ratioP50: toRelay((one) => one.p50Ms), ratio, target: TARGET }),
      isMissed: !isRelay && ratio > TARGET,
      load: load(),
    }
  })
}

function table(results: readonly Result[]): string {
  const [first] = results
  if (!first) return ''
  const head = ['', 'p50 ms', 'p99 ms', 'p50 to it', 'p99 to it', 'wanted', 'received', 'CPU ms']
  const times = (ratio: number | undefined) => (ratio === undefined ? '–' : `${ratio}×`)
  const rows = results.map((one) => [
    one.name,
    String(one.p50Ms),
    String(one.p99Ms),
    times(one.ratioP50),
    times(one.ratio),
    times(one.target),
    String(one.received),
    String(one.cpuMsPerChange),
  ])
  const { sockets, changes, perSecond, rounds } = first
  return `${[
    `one document, ${sockets} sockets, ${changes} changes, ${perSecond} a second; medians of ${rounds} rounds after one that warmed up; load average ${first.load}`,
    columns(head, rows),
  ].join('\n')}\n`
}
