import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { addTallies } from '../kit/add-tallies.ts'
import { runOrders } from '../kit/crew.ts'
import { progress } from '../kit/progress.ts'
import { type AppliedTally, noneApplied } from './applied.ts'
import type { FuzzOrder } from './child.ts'
import { type GuardTally, noneGuarded } from './guard-inputs.ts'

/**
 * `npm run fuzz -- [--inputs N] [--applied N] [--seed S] [--jobs N] [--json FILE]`: mutants of honest changes, checksums
 * made good, before the guard; and those that it lets through in a shard. A run is cut into pieces of seeds S, S+1, … that
 * come to the same however many processes share them. Fails when anything breaks.
 */
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    applied: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(1 + Math.floor(Math.random() * 2 ** 30)) },
    jobs: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'string' },
  },
})
const whole = (name: 'inputs' | 'applied' | 'seed' | 'jobs'): number => {
  const number = Number(values[name])
  if (Number.isSafeInteger(number) && number >= 0) return number
  process.stderr.write(`--${name} must be a whole number, not ${values[name]}\n`)
  process.exit(2)
}

const PIECE = { guard: 500_000, shard: 2_500 }
const PIECES_EACH = 20
const PIECE_MS = 10 * 60_000

const seed = whole('seed')
const jobs = Math.max(1, whole('jobs'))
const say = (line: string) => process.stdout.write(`${line}\n`)
say(`seed ${seed}, ${jobs} processes`)

const guard = await run<GuardTally>('guard', whole('inputs'), noneGuarded())
const { inputs } = guard.tally
say(`guard: ${inputs} inputs in ${guard.seconds} s (${rate(inputs, guard.seconds)})`)
say(`  let through ${guard.tally.fit}, of these next in their document ${guard.tally.next}`)
say(`  refused ${JSON.stringify(guard.tally.refused)}`)
say(`  the slowest took ${guard.tally.slowestMs.toFixed(1)} ms`)
say(`  broken ${guard.tally.broken.length}, honest changes refused ${guard.tally.honestRefused}`)

const applied = await run<AppliedTally>('shard', whole('applied'), noneApplied())
const { tally } = applied
say(
  `shards: ${tally.applied} mutants in ${applied.seconds} s (${rate(tally.applied, applied.seconds)})`,
)
say(
  `  ${tally.accepted} accepted and loaded again, ${tally.kept} kept, ${tally.panics} panics, ${tally.documents} documents`,
)
say(`  refused ${JSON.stringify(tally.refused, null, 2)}`)
say(`  do not load ${JSON.stringify(tally.unloadable)}, touched ${JSON.stringify(tally.touched)}`)
say(`  honest changes refused ${JSON.stringify(tally.honestRefused)}`)

const broken =
  guard.tally.broken.length +
  guard.tally.honestRefused +
  tally.unloadable.length +
  tally.touched.length +
  tally.honestRefused.length
const [load] = loadavg()
if (values.json) {
  const report = { seed, jobs, load, guard, applied, broken }
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
}
say(`load ${load?.toFixed(1)}; ${broken === 0 ? 'nothing broke' : `${broken} things broke`}`)
process.exitCode = broken === 0 ? 0 : 1

/** Cuts the work into pieces and adds up what came of them; `seconds` is by the clock on the wall. */
async function run<T extends object>(before: FuzzOrder['before'], count: number, none: T) {
  const pieces = Math.ceil(count / PIECE[before])
  const orders = Array.from({ length: pieces }, (_, i): FuzzOrder => {
    const left = count - i * PIECE[before]
    return { before, count: Math.min(PIECE[before], left), seed: seed + i }
  })
  const bar = progress(before, count)
  const began = performance.now()
  let tally = none
  let done = 0
  await runOrders<FuzzOrder, T>(orders, {
    program: new URL('child.ts', import.meta.url),
    ...{ jobs, ordersEach: PIECES_EACH, orderMs: PIECE_MS },
    told(order, result) {
      tally = addTallies(tally, result)
      done += order.count
      bar.at(done)
      return true
    },
  })
  bar.end()
  return { tally, seconds: Math.round((performance.now() - began) / 100) / 10 }
}

function rate(count: number, seconds: number): string {
  return `${Math.round(count / Math.max(seconds, 0.1))} a second`
}
