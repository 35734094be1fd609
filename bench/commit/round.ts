import { collect } from './collect.ts'
import { atHalfRate } from './half-rate.ts'
import { type Batch, limit } from './limit.ts'
import type { Markets } from './market.ts'
import { oneByOne, type Rows } from './one-by-one.ts'
import { ours } from './ours.ts'
import { questions, type Scenario, storeName } from './scenario.ts'
import { makeWait } from './seed.ts'

/** Callers at a time that the baseline is tried with; its best counts. */
export const CALLERS = [1, 8, 32]

export type Sizes = { ours: number; baseline: number }

/** Answers per second, of everybody in one round. */
export type Round = {
  ours: number
  limit: number
  baseline: Map<number, number>
  bare: number
  /** Of ours at half its rate. */
  p99Ms: number
}

/**
 * Everybody once, one after the other, on the same questions. `turn` reverses the order every other round, so that what
 * warms up or wears out on the way falls on all alike.
 */
export async function playRound(
  markets: Markets,
  scenario: Scenario,
  { sizes, seed, turn, step }: { sizes: Sizes; seed: number; turn: number; step: () => void },
): Promise<Round> {
  const round: Round = { ours: 0, limit: 0, baseline: new Map(), bare: 0, p99Ms: 0 }
  const asked = questions(scenario, sizes.ours, seed)
  const few = asked.slice(0, sizes.baseline)
  const lanes = Array.from({ length: scenario.stores }, (_, n) => `store:${storeName(n)}`)
  const waiting = (use: (url: string) => Promise<number>) =>
    markets.fresh(scenario, async ({ url, pool }) => {
      await makeWait(pool, asked)
      await pool.query('CHECKPOINT')
      collect()
      return await use(url)
    })
  const one = (callers: number, rows: Rows) =>
    markets.fresh(scenario, async ({ url, pool }) => {
      await pool.query('CHECKPOINT')
      return few.length / (await oneByOne(url, few, { callers, rows }))
    })

  const turns = [
    async () => {
      round.ours =
        asked.length / (await waiting((url) => ours(url, { lanes, count: asked.length })))
    },
    ...CALLERS.map((callers) => async () => {
      round.baseline.set(callers, await one(callers, 'full'))
    }),
    async () => {
      round.bare = await one(best(round.baseline)[0] || 8, 'bare')
    },
    async () => {
      const keep: Batch[] = []
      await waiting((url) => ours(url, { lanes, count: asked.length, keep }))
      const seconds = await markets.fresh(scenario, async ({ url, pool }) => {
        await pool.query('CHECKPOINT')
        collect()
        return await limit(url, keep)
      })
      round.limit = asked.length / seconds
    },
  ]
  for (const play of turn % 2 ? turns.toReversed() : turns) {
    collect()
    await play()
    step()
  }
  round.p99Ms = await markets.fresh(scenario, async ({ url, pool }) => {
    await pool.query('CHECKPOINT')
    return await atHalfRate(url, asked, round.ours / 2)
  })
  step()
  return round
}

/** Steps of a round, for whoever shows how far it is. */
export const STEPS = CALLERS.length + 4

/** The fastest of several, and its rate. */
export const best = (rates: ReadonlyMap<number, number>): [callers: number, rate: number] =>
  [...rates].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])
