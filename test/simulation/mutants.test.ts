import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { runSeeds } from './crew.ts'
import { mutants } from './mutants.ts'
import type { RunResult } from './run.ts'

const SEEDS = 12
const STEPS = 60
/** Several processes start one after the other, on whatever machine. */
const AGAIN_MS = 240_000

/** The first seed under which this mutant breaks a law, if any. */
async function firstFailure(mutant: string): Promise<RunResult | undefined> {
  let failure: RunResult | undefined
  const orders = Array.from({ length: SEEDS }, (_, i) => ({ seed: i + 1, steps: STEPS, mutant }))
  await runSeeds(orders, {
    jobs: 1,
    told: (_, result) => {
      if (result.violations.length + result.troubles.length > 0) failure = result
      return failure === undefined
    },
  })
  return failure
}

describe.each(Object.keys(mutants))('taken out: %s', (mutant) => {
  test('a law is broken within a few seeds', async () => {
    const failure = await firstFailure(mutant)
    expect(failure, `no seed below ${SEEDS} noticed`).toBeDefined()
    const laws = new Set(failure?.violations.map(({ law }) => law))
    const byConstraint = failure?.troubles.some((trouble) => /constraint/.test(trouble))
    expect(laws.size > 0 || byConstraint).toBe(true)
  })
})

test(
  'a failing seed is printed and comes to the same trace again',
  async () => {
    const [mutant] = Object.keys(mutants) as [string]
    const failure = await firstFailure(mutant)
    const again = () => {
      const args = ['--seed', String(failure?.seed), '--steps', String(STEPS), '--mutant', mutant]
      return spawnSync('npx', ['tsx', 'test/simulation/main.ts', ...args], { encoding: 'utf8' })
    }
    const [first, second] = [again(), again()]
    expect(first.status).toBe(1)
    expect(first.stdout).toContain(`seed ${failure?.seed}, ${STEPS} steps, trace ${failure?.trace}`)
    expect(second.stdout).toContain(`trace ${failure?.trace}`)
  },
  AGAIN_MS,
)
