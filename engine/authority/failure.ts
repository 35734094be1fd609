import type { Env } from '../model/env.ts'
import { StoreError } from './store.ts'

/** Tries of one batch before the lane is left to the next poll. */
export const TRIES = 8
const FIRST_MS = 10
const LONGEST_MS = 2_000

/**
 * What a failed batch calls for. `again`: the store was in the way, the questions are blameless. `smaller`: they were
 * too many for the time a statement has. `full`: nothing can be written now. `poison`: one of them breaks the
 * machinery, and must be found.
 */
export type Failure = 'again' | 'smaller' | 'full' | 'poison'

/** Serialization, deadlock, lock timeout, shutdown, too many connections. */
const passing = new Set(['40001', '40P01', '55P03', '57P01', '57P02', '57P03', '53300'])

export function failureOf(error: unknown): Failure {
  if (!(error instanceof StoreError)) return 'poison'
  const { sqlstate } = error
  if (sqlstate === '57014') return 'smaller'
  if (sqlstate === '53100') return 'full'
  return passing.has(sqlstate) || sqlstate.startsWith('08') ? 'again' : 'poison'
}

/** Full jitter: anything up to a bound that doubles, so that those who met once do not meet again. */
export function pause(env: Pick<Env, 'chance'>, attempt: number): number {
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt)
  return Math.floor((env.chance.uint32() / 2 ** 32) * bound)
}
