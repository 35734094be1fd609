import type pg from 'pg'
import type { Rest } from '../../bench/replay/ending.ts'
import { judge, readHistories } from '../../bench/replay/laws.ts'
import type { Event, History } from '../laws/history.ts'
import type { Violation } from '../laws/violation.ts'

/** The machine-readable result. */
export type ChaosResult = {
  /**
   * What devices did: edits strictly saved, intents strictly saved, and reads of the feed that brought something new.
   * Nothing that was only tried counts, and nothing that the servers did among themselves.
   */
  operations: number
  /** How often each nemesis surely broke something. */
  faults: { [nemesis: string]: number }
  violations: { law: string; what: string; saw: string }[]
  /** Edits and intents that never left or were never answered, documents that differ, lanes that are not read. */
  stuck: number
  seconds: number
}

/** Less than this in more than `QUIET_SECONDS` means that the run has tried nothing. */
const OPERATIONS_LEAST = 1_000
const QUIET_SECONDS = 60

export function countOperations(history: History): number {
  return history.filter(
    (event) =>
      event.type === 'ok' &&
      (event.f === 'edit' || event.f === 'ask' || (event.f === 'read' && 'lane' in event)),
  ).length
}

/** The laws over everything that the run left behind, and what of it never came to an end. */
export async function decide(
  pool: pg.Pool,
  { dir, rest }: { dir: string; rest: Rest },
): Promise<Pick<ChaosResult, 'operations' | 'violations' | 'stuck'> & { answers: Answers }> {
  const history = readHistories(dir)
  const asked = savedIntents(history)
  const { violations, drift } = await judge(pool, { dir, shown: rest.shown, asked })
  const { lost, ...drifts } = drift
  for (const [what, count] of Object.entries(drifts)) {
    if (count > 0) violations.push(drifted(what, count))
  }
  return {
    operations: countOperations(history),
    violations,
    stuck: rest.waiting + rest.apart + rest.behind + lost,
    answers: await answersOf(pool),
  }
}

/** Verdicts, and why not. */
export type Answers = { [verdict: string]: number }

async function answersOf(pool: pg.Pool): Promise<Answers> {
  const { rows } = await pool.query<{ verdict: string; n: number }>(
    `SELECT concat_ws(' ', verdict, reason) AS verdict, count(*) AS n FROM outcomes
      WHERE kind = 'checkout' GROUP BY 1 ORDER BY 2 DESC`,
  )
  return Object.fromEntries(rows.map(({ verdict, n }) => [verdict, n]))
}

const drifted = (what: string, count: number): Violation => ({
  law: 'I1',
  what,
  saw: `${count} rows of SQL say so`,
})

/** Intents that a device was told are saved. */
function savedIntents(history: readonly Event[]): Set<string> {
  const invoked = new Map<string, string>()
  const saved = new Set<string>()
  for (const event of history) {
    if (event.type === 'invoke' && event.f === 'ask') {
      invoked.set(`${event.p} ${event.n}`, event.intent)
    }
    if (event.type === 'ok' && event.f === 'ask') {
      const intent = invoked.get(`${event.p} ${event.of}`)
      if (intent) saved.add(intent)
    }
  }
  return saved
}

/** What is wrong with a run that broke no law: nothing happened in it. */
export function quiet(
  { operations, faults, seconds }: ChaosResult,
  nemeses: readonly string[],
): string[] {
  const idle = nemeses.filter((name) => !faults[name]).map((name) => `${name} never struck`)
  const isSlow = operations < OPERATIONS_LEAST && seconds > QUIET_SECONDS
  return isSlow ? [...idle, `only ${operations} operations in ${seconds} s`] : idle
}
