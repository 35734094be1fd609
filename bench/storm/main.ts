import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { AskedWrong } from '../../test/kit/asked.ts'
import { raisedIn } from '../contenders/our-server.ts'
import { openCrew } from '../crew.ts'
import { columns, hundredths, load, median } from '../figures.ts'
import { type Contender, ours, type Sizes, stock } from './contender.ts'
import type { Order, Report, Taken } from './messages.ts'

const usage =
  'npm run bench -- storm [--devices N] [--stock N] [--documents N] [--rounds N] [--json FILE]'
const JITTER_MS = 1_000
/** From the server being ready until everybody is in sync. */
const TARGET_MS = 5_000
/** The dead server's sockets are gone, and files are written. */
const CALM_MS = 1_000

/**
 * `npm run bench -- storm`: the server is killed with everybody connected, and everybody comes back at once. How long
 * until each device has heard of each of its documents that nothing is missing, on either side.
 */
export async function benchStorm(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      devices: { type: 'string', default: '2000' },
      stock: { type: 'string', default: '200' },
      documents: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '3' },
      json: { type: 'string' },
    },
  })
  const [devices, few, documents, rounds] = [
    values.devices,
    values.stock,
    values.documents,
    values.rounds,
  ].map(Number) as [number, number, number, number]
  if (![devices, few, documents, rounds].every((n) => Number.isInteger(n) && n >= 0) || !rounds)
    throw new AskedWrong(usage)
  const log = join(await mkdtemp(join(tmpdir(), 'haat-storm-')), 'devices.log')
  const results: Result[] = []
  if (devices > 0) {
    results.push(await measure(await ours({ devices, documents }), { documents, rounds, log }))
  }
  const other = few > 0 ? await stock({ devices: few, documents }) : undefined
  if (other) results.push(await measure(other, { documents, rounds, log }))
  else if (few > 0) process.stdout.write('stock: not installed (npm run bench -- peers)\n')
  process.stdout.write(table(results))
  if (devices > 0) process.stdout.write(`${raisedIn(results[0]?.raised ?? {})}\n`)
  if (values.json) await writeFile(values.json, `${JSON.stringify({ results }, null, 2)}\n`)
  if (results.some(({ isMissed }) => isMissed)) process.exitCode = 1
}

/** Medians over the rounds. */
type Result = Taken &
  Pick<Sizes, 'devices' | 'documents'> & {
    name: string
    raised?: Contender['raised']
    rounds: number
    target?: number
    isMissed: boolean
    load: number
  }

async function measure(
  one: Contender,
  { documents, rounds, log }: { documents: number; rounds: number; log: string },
): Promise<Result> {
  const taken: Taken[] = []
  try {
    for (let round = 0; round < rounds; round++) {
      const took = await playRound(one, log)
      taken.push(took)
      process.stderr.write(`${one.name}: all in sync after ${took.allMs} ms\n`)
    }
  } finally {
    await one.close()
  }
  const of = (pick: (round: Taken) => number) => hundredths(median(taken.map(pick)))
  const allMs = of((round) => round.allMs)
  const isOurs = one.name === 'ours'
  return {
    name: one.name,
    ...(one.raised && { raised: one.raised }),
    devices: one.devices.length,
    documents,
    p50Ms: of((round) => round.p50Ms),
    p99Ms: of((round) => round.p99Ms),
    allMs,
    sentAway: of((round) => round.sentAway),
    rounds,
    ...(isOurs && { target: TARGET_MS }),
    isMissed: isOurs && allMs > TARGET_MS,
    load: load(),
  }
}

/** All are connected and in sync; then the server dies under them. */
async function playRound(one: Contender, log: string): Promise<Taken> {
  const { devices } = one
  const before = openCrew<Order, Report>('bench/storm/devices.ts', log)
  const after = openCrew<Order, Report>('bench/storm/devices.ts', log)
  try {
    for (const crew of [before, after]) {
      crew.order({ do: 'open', devices })
      await crew.hear('open')
    }
    before.order({ do: 'come', url: one.url(), at: Date.now(), jitterMs: JITTER_MS })
    await before.hear('all-in-sync')
    before.order({ do: 'stay' })
    const { tickets } = await before.hear('stayed')
    await pause(CALM_MS)
    const ready = await one.killAndRestart()
    after.order({ do: 'come', url: one.url(), at: ready, jitterMs: JITTER_MS, tickets })
    const { say: _, ...taken } = await after.hear('all-in-sync')
    return taken
  } finally {
    await Promise.all([before.leave(), after.leave()])
  }
}

function table(results: readonly Result[]): string {
  const head = ['', 'devices', 'documents', 'p50 ms', 'p99 ms', 'all ms', 'wanted', 'sent away']
  const rows = results.map((one) => [
    one.name,
    ...[one.devices, one.documents, one.p50Ms, one.p99Ms, one.allMs].map(String),
    String(one.target ?? '–'),
    String(one.sentAway),
  ])
  return `medians of ${results[0]?.rounds} rounds; load average ${results[0]?.load}\n${columns(head, rows)}\n`
}
