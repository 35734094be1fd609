import { rulebook } from '../../intents/rulebook.ts'
import { check, type Evidence } from '../laws/check.ts'
import type { Violation } from '../laws/violation.ts'
import { dice as newDice } from './chance.ts'
import { rowsOf } from './database/rows.ts'
import { heal, lastWords, restless, shownDocuments } from './ending.ts'
import { enter } from './globals.ts'
import { drawCast, fillShop, openShop } from './opening.ts'
import { drawStorm, namesOf, type Storm } from './storm.ts'
import { strike } from './striking.ts'
import { act } from './workload.ts'
import { newWorld, type World } from './world.ts'

/** How long everything has to come to rest after healing, in virtual milliseconds. */
const REST_MS = 120_000
const LOOK_MS = 250
/** More events than any sound run takes: something goes round in circles. */
const EVENTS = 2_000_000

export type RunOptions = {
  seed: number
  steps: number
  storm?: Storm
  log?: (line: string) => void
  /** Changes the world before it begins: what a mutant does. */
  tamper?: (world: World) => void
}

export type RunResult = {
  seed: number
  steps: number
  /** Equal for equal runs. */
  trace: string
  storm: string
  violations: Violation[]
  /** Broken machinery: what a process would have died of. */
  troubles: string[]
  events: number
  virtualMs: number
  outcomes: Record<string, number>
  kills: Record<string, number>
}

/** One seed, whole: anything may break, then everything heals, must come to rest in time, and is checked. */
export async function runSeed(options: RunOptions): Promise<RunResult> {
  const { result, evidence } = await liveThrough(options)
  return { ...result, violations: check(evidence) }
}

/** The same without the check: what it left behind, for whoever wants to look at it, or to spoil it first. */
export async function liveThrough({
  seed,
  steps,
  storm,
  log,
  tamper,
}: RunOptions): Promise<{ result: Omit<RunResult, 'violations'>; evidence: Evidence }> {
  const dice = newDice(seed, 'workload')
  const cast = drawCast(dice)
  const weather = storm ?? drawStorm(seed)
  const world = newWorld({
    ...{ seed, storm: weather, people: cast.people, rulebook },
    ...(log ? { log } : {}),
  })
  const { scheduler, troubles } = world
  const broken = (error: unknown) => troubles.push(`thrown: ${textOf(error)}`)
  process.on('unhandledRejection', broken)
  enter(scheduler)
  try {
    openShop(world, dice)
    tamper?.(world)
    for (const node of world.nodes) node.start()
    for (const device of world.devices) device.start()
    const until = async (ms: number, isOver: () => boolean = () => false) => {
      while (scheduler.now() < ms && !isOver()) {
        if (!(await scheduler.step())) break
        if (scheduler.events() > EVENTS) throw new Error(`more than ${EVENTS} events`)
      }
    }
    await until(10_000, () => world.database.tables.outcomes.size === 1)
    fillShop(world, cast, dice)
    await until(20_000, () => world.database.tables.outcomes.size === 3)
    const strikes = newDice(seed, 'strikes')
    for (let step = 0; step < steps; step++) {
      strike(world, strikes)
      act(world, cast, dice)
      await until(scheduler.now() + dice.unit() ** 2 * 400)
    }
    heal(world)
    const deadline = scheduler.now() + REST_MS
    while (scheduler.now() < deadline && restless(world).length > 0)
      await until(scheduler.now() + LOOK_MS)
    troubles.push(...restless(world).map((what) => `no rest: ${what}`))
    lastWords(world)
    await until(scheduler.now() + LOOK_MS)
  } catch (error) {
    broken(error)
  } finally {
    enter(undefined)
    process.off('unhandledRejection', broken)
  }
  const rows = rowsOf(world.database)
  const evidence = { history: world.history, rows, documents: shownDocuments(world) }
  const refused = world.database.refusals.map(
    (error) => `refused by a constraint: ${error.message}`,
  )
  const result = {
    ...{ seed, steps, trace: world.trace.hash(), storm: namesOf(weather) },
    troubles: [...troubles, ...refused],
    events: scheduler.events(),
    virtualMs: Math.round(scheduler.now()),
    outcomes: counted(rows.outcomes.map(({ verdict, reason }) => reason ?? verdict)),
    kills: Object.fromEntries(world.kills),
  }
  return { result, evidence }
}

const textOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? String(error)) : String(error)

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
