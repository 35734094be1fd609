import { assert } from '../model/assert.ts'
import type { Env } from '../model/env.ts'
import type { Rulebook } from '../model/rulebook.ts'
import { failureOf, pause, TRIES } from './failure.ts'
import { openBatch } from './open-batch.ts'
import { ATTEMPTS } from './question.ts'
import { openReader, type Reader } from './reading.ts'
import { type AuthorityStore, type LaneHold, StoreError } from './store.ts'
import { writtenBatch } from './written.ts'

/** Most intents of one batch. */
export const BATCH = 256
/** How long a question that broke the machinery waits before it is asked again; then it goes to a person. */
const PUT_OFF_MS = [1_000, 4_000, 0]
const PUT_OFF_LONG_MS = 60_000

/** What is told of each batch, for counting and for the bus. */
export type BatchNews =
  | {
      what: 'decided'
      lane: string
      answers: number
      /** Kinds of what was answered, each once. */
      kinds: string[]
      ms: number
      heads: [string, number][]
    }
  | { what: 'aborted'; lane: string; sqlstate: string; error: string }
  | { what: 'put-off'; lane: string; intent: string; error: string }

export type Deciding = {
  env: Env
  store: AuthorityStore
  rulebook: Rulebook
  /** Told after COMMIT, and after each failure. Must not throw. */
  tell(news: BatchNews): void
}

/**
 * Decides one batch of a lane. `more`: there may be more to do at once; `idle`: nothing was due, or another node has
 * the lane; `tired`: the store kept failing, and the next poll tries again. Never rejects because of a question.
 */
export async function decideLane(
  deciding: Deciding,
  lane: string,
  reader: Reader = openReader(deciding.rulebook),
): Promise<'more' | 'idle' | 'tired' | 'full'> {
  const { env } = deciding
  let limit = BATCH
  for (let tries = 0; tries < TRIES; tries++) {
    const outcome = await tryBatch(deciding, reader, { lane, limit })
    if (outcome.done !== undefined) return outcome.done
    const { failure, first, error } = outcome
    if (failure === 'full') return 'full'
    if (failure === 'poison') {
      // Halve until the one that breaks the machinery stands alone; those before it are committed on the way.
      if (limit > 1 && outcome.size > 1) {
        limit = Math.floor(Math.min(limit, outcome.size) / 2)
        tries = -1
        continue
      }
      assert(first, `${lane} cannot be decided although nothing waits there: ${error}`)
      return await putOff(deciding, lane, first, error)
    }
    if (failure === 'smaller') limit = Math.max(1, Math.floor(limit / 2))
    await env.wait(pause(env, tries))
  }
  return 'tired'
}

type Tried =
  | { done: 'more' | 'idle' }
  | {
      done?: undefined
      failure: ReturnType<typeof failureOf>
      error: string
      size: number
      first?: LaneHold['batch'][number]
    }

async function tryBatch(
  deciding: Deciding,
  reader: Reader,
  { lane, limit }: { lane: string; limit: number },
): Promise<Tried> {
  const { env, store, rulebook, tell } = deciding
  const began = env.tick()
  let hold: LaneHold | undefined
  try {
    hold = await store.take(lane, limit)
    if (!hold) return { done: 'idle' }
    if (hold.batch.length === 0 && hold.reused.length === 0) {
      await hold.release()
      return { done: 'idle' }
    }
    const batch = await openBatch(hold, rulebook, () => env.fault('K7'), reader)
    const written = writtenBatch(batch, hold, rulebook)
    const { ahead } = hold
    const committed = await hold.commit(written, () => reader.ahead(ahead))
    // Nothing is told from memory: whoever takes the lane again finds the outcomes, or the questions still waiting.
    if (committed.reply === 'unknown') return { done: 'more' }
    await env.fault('K15')
    const answers = batch.decided.length
    const kinds = [...new Set(batch.decided.map(({ kind }) => kind))]
    tell({ what: 'decided', lane, answers, kinds, ms: env.tick() - began, heads: committed.heads })
    await env.fault('K16')
    return { done: batch.isCut() || hold.batch.length === limit ? 'more' : 'idle' }
  } catch (caught) {
    const error = caught instanceof Error ? caught.message : String(caught)
    const sqlstate = caught instanceof StoreError ? caught.sqlstate : 'thrown'
    tell({ what: 'aborted', lane, sqlstate, error })
    await hold?.release().catch(() => undefined)
    const first = hold?.batch.find(({ id }) => !hold?.answered.has(id))
    const failed = { failure: failureOf(caught), error, size: hold?.batch.length ?? 0 }
    return first ? { ...failed, first } : failed
  }
}

/** Later ones of its document wait with it; all others go on. After the third time the question goes to a person. */
async function putOff(
  { store, tell }: Deciding,
  lane: string,
  { id: intent, attempts }: LaneHold['batch'][number],
  error: string,
): Promise<'more' | 'tired'> {
  tell({ what: 'put-off', lane, intent, error })
  const ms = attempts < ATTEMPTS ? (PUT_OFF_MS[attempts] ?? 0) : PUT_OFF_LONG_MS
  try {
    await store.putOff(intent, { ms, error })
    return 'more'
  } catch {
    return 'tired'
  }
}
