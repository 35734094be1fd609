import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { grouped } from '../laws/group.ts'
import { runSeeds, type SeedOrder } from './crew.ts'
import { keepSeed, keptSeeds } from './kept-seeds.ts'
import type { RunResult } from './run.ts'

/**
 * `npm run simulate -- [--seeds N] [--seed S] [--from S] [--steps N] [--jobs N] [--mutant NAME] [--json FILE]`:
 * a market of real devices, hosts and authority in virtual time, once per seed. A step is one thing that somebody does,
 * with all that follows from it (some 35 events, 10 ms of one core). Seeds that failed before come first; one in a hundred
 * runs twice and must leave the same trace. A failing seed is printed and kept.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    steps: { type: 'string', default: '100' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    mutant: { type: 'string' },
    json: { type: 'string' },
  },
})
const whole = (name: 'seeds' | 'seed' | 'from' | 'steps' | 'jobs'): number => {
  const number = Number(values[name])
  if (Number.isSafeInteger(number) && number >= 0) return number
  process.stderr.write(`--${name} must be a whole number, not ${values[name]}\n`)
  process.exit(2)
}

/** Most kinds of violation that are shown of one seed, and most letters of each. */
const SHOWN = 5
const LINE = 200

const print = (line: string) => process.stdout.write(`${line}\n`)
const began = performance.now()
const orders = await ordersToRun()
const results: RunResult[] = []
const failed: RunResult[] = []
const traces = new Map<string, string>()
const bar = new SingleBar({
  format: '{bar} {value}/{total} seeds, {failed} failed, {eta_formatted} left',
})
if (process.stdout.isTTY) bar.start(orders.length, 0, { failed: 0 })

const pendingKeeps: Promise<void>[] = []
await runSeeds(orders, {
  jobs: whole('jobs'),
  told(order, result) {
    const place = `${order.seed} ${order.steps}`
    const before = traces.get(place)
    if (before !== undefined && before !== result.trace) {
      result.troubles.push(`another trace the second time: ${before}, ${result.trace}`)
    }
    traces.set(place, result.trace)
    results.push(result)
    if (result.violations.length + result.troubles.length > 0) {
      failed.push(result)
      if (process.stdout.isTTY) bar.stop()
      tellOf(result)
      if (order.mutant === undefined) pendingKeeps.push(keepSeed(order, result))
    }
    if (process.stdout.isTTY) bar.update(results.length, { failed: failed.length })
    else if (results.length % 100 === 0) print(`${results.length} of ${orders.length} seeds`)
    return true
  },
})
bar.stop()
await Promise.all(pendingKeeps)
conclude()
if (values.json) await writeFile(values.json, `${JSON.stringify(summary(), null, 2)}\n`)
process.exitCode = failed.length === 0 ? 0 : 1

async function ordersToRun(): Promise<SeedOrder[]> {
  const mutant = values.mutant === undefined ? {} : { mutant: values.mutant }
  const steps = whole('steps')
  if (values.seed !== undefined) return [{ seed: whole('seed'), steps, ...mutant }]
  const kept = values.mutant === undefined ? await keptSeeds() : []
  const fresh = Array.from({ length: whole('seeds') }, (_, i) => ({
    ...{ seed: whole('from') + i, steps },
    ...mutant,
  }))
  return [...kept, ...fresh, ...fresh.filter((_, i) => i % 100 === 0)]
}

function tellOf({ seed, steps, storm, trace, violations, troubles }: RunResult): void {
  print(`✗ seed ${seed}, ${steps} steps, trace ${trace}`)
  print(`  storm: ${storm || 'none'}`)
  const kinds = grouped(violations, ({ law, what }) => `${law} ${what}`)
  for (const [kind, all] of [...kinds].slice(0, SHOWN)) {
    print(`  ${kind} (${all.length}): ${all[0]?.saw.slice(0, LINE)}`)
  }
  for (const trouble of [...new Set(troubles)].slice(0, SHOWN))
    print(`  ${trouble.slice(0, 5 * LINE)}`)
  const mutant = values.mutant === undefined ? '' : ` --mutant ${values.mutant}`
  print(`  again: npm run simulate -- --seed ${seed} --steps ${steps}${mutant}`)
}

function summary() {
  const sum = (pick: (result: RunResult) => Record<string, number>) => {
    const all: Record<string, number> = {}
    for (const result of results) {
      for (const [name, n] of Object.entries(pick(result))) all[name] = (all[name] ?? 0) + n
    }
    return all
  }
  return {
    seeds: results.length,
    failed: failed.map(({ seed, steps, trace, violations, troubles }) => ({
      ...{ seed, steps, trace, violations, troubles },
    })),
    events: results.reduce((all, { events }) => all + events, 0),
    virtualMs: results.reduce((all, { virtualMs }) => all + virtualMs, 0),
    seconds: Math.round((performance.now() - began) / 100) / 10,
    outcomes: sum((result) => result.outcomes),
    kills: sum((result) => result.kills),
    ...(values.seed === undefined ? {} : { trace: results[0]?.trace }),
  }
}

function conclude(): void {
  const { seeds, events, virtualMs, seconds, outcomes, kills, trace } = summary()
  const rate = Math.round(events / seconds)
  print(
    `${seeds} runs, ${events} events (${rate}/s), ${Math.round(virtualMs / 60_000)} virtual minutes in ${seconds} s`,
  )
  print(`  answers: ${told(outcomes)}`)
  print(`  kills: ${told(kills)}`)
  if (trace !== undefined) print(`  trace ${trace}`)
  print(`${seeds - failed.length} passed, ${failed.length} failed`)
}

function told(counts: Record<string, number>): string {
  const sorted = Object.entries(counts).sort(([, a], [, b]) => b - a)
  return sorted.map(([name, n]) => `${name} ${n}`).join(', ') || 'none'
}
