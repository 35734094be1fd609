import { runOrders } from '../kit/crew.ts'
import type { RunResult } from './run.ts'

const SEEDS_EACH = 200
const SEED_MS = 10 * 60_000

/** What a process is asked to run. `mutant` names one of `mutants.ts`. */
export type SeedOrder = { seed: number; steps: number; mutant?: string }

/** Runs seeds on several processes; `told` hears of each result as it comes. Ends early when `told` gives false. */
export const runSeeds = (
  orders: readonly SeedOrder[],
  { jobs, told }: { jobs: number; told: (order: SeedOrder, result: RunResult) => boolean },
): Promise<void> =>
  runOrders<SeedOrder, RunResult>(orders, {
    program: new URL('child.ts', import.meta.url),
    ...{ jobs, ordersEach: SEEDS_EACH, orderMs: SEED_MS, told },
  })
