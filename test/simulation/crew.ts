import { type ChildProcess, fork } from 'node:child_process'
import type { RunResult } from './run.ts'

/** wasm memory never shrinks: a process is replaced after so many seeds. */
const SEEDS_EACH = 200
/** A seed that takes longer than this, in real time, has lost its way. */
const SEED_MS = 10 * 60_000

/** What a process is asked to run. `mutant` names one of `mutants.ts`. */
export type SeedOrder = { seed: number; steps: number; mutant?: string }

/** Runs orders on several processes; `told` hears of each result as it comes. Ends early when `told` gives false. */
export async function runOrders(
  orders: readonly SeedOrder[],
  { jobs, told }: { jobs: number; told: (order: SeedOrder, result: RunResult) => boolean },
): Promise<void> {
  const waiting = [...orders]
  const worker = async () => {
    let child: ChildProcess | undefined
    try {
      for (let done = 0; ; done++) {
        const order = waiting.shift()
        if (!order) return
        if (done % SEEDS_EACH === 0) {
          child?.kill()
          child = await open()
        }
        const result = await ask(child as ChildProcess, order)
        if (!told(order, result)) waiting.length = 0
      }
    } finally {
      child?.kill()
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, orders.length) }, worker))
}

/** Room for the young: most of what a world makes is garbage after a few events. */
const EXEC = ['--import', 'tsx', '--max-semi-space-size=64']

function open(): Promise<ChildProcess> {
  const file = new URL('child.ts', import.meta.url).pathname
  const child = fork(file, { execArgv: EXEC, serialization: 'advanced' })
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve(child))
    child.once('exit', (code) => reject(new Error(`a simulation process ended with ${code}`)))
  })
}

/** A process that dies or never answers has failed its seed: that is the answer. */
function ask(child: ChildProcess, order: SeedOrder): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const over = (why: string) => reject(new Error(`seed ${order.seed}: ${why}`))
    const late = setTimeout(() => over(`no end after ${SEED_MS} ms`), SEED_MS)
    const ended = (code: number | null) => over(`the process ended with ${code}`)
    child.once('exit', ended)
    child.once('message', (result) => {
      clearTimeout(late)
      child.off('exit', ended)
      resolve(result as RunResult)
    })
    child.send(order)
  })
}
