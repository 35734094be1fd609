import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import {
  type Authority,
  askAsSystem,
  causeId,
  outcomesOf,
  type SystemAsk,
} from '../../engine/authority/index.ts'
import type { Answer } from '../../engine/model/answer.ts'
import { kindsByName } from '../../intents/all.ts'
import { transaction } from '../postgres/transaction.ts'

/** Most questions that wait for their answers at a time: enough to fill batches, few enough to stop soon. */
const WAITING = 24
/** How often answers are looked for, in milliseconds. */
const LOOK_MS = 25

/**
 * Asks as the system and waits until all are answered. A cause that was asked before is not asked again: its answer is
 * given as it stands. `wake` hints the deciding node of this process; others find the questions by polling.
 */
export async function askAndWait(
  { pool, wake }: { pool: pg.Pool; wake: Authority['wake'] },
  asks: readonly SystemAsk[],
  onAnswer: (ask: SystemAsk, answer: Answer) => void = () => {},
): Promise<Map<SystemAsk, Answer>> {
  const answers = new Map<SystemAsk, Answer>()
  const waiting = new Map<string, SystemAsk>()
  const answered = async () => {
    const found = await outcomesOf(pool, [...waiting.keys()])
    for (const outcome of found.values()) {
      const ask = waiting.get(outcome.intent)
      if (outcome.state !== 'answered' || !ask) continue
      waiting.delete(outcome.intent)
      answers.set(ask, outcome.answer)
      onAnswer(ask, outcome.answer)
    }
  }
  for (let next = 0; next < asks.length || waiting.size > 0; ) {
    const due = asks.slice(next, next + WAITING - waiting.size)
    next += due.length
    for (const ask of due) waiting.set(causeId(ask), ask)
    if (due.length > 0) {
      const placed = await transaction(pool, (tx) => askAsSystem(tx, kindsByName, due))
      for (const lane of new Set(placed.map((one) => one.lane))) wake(lane)
    }
    await answered()
    if (waiting.size >= WAITING || next >= asks.length) await pause(LOOK_MS)
  }
  return answers
}
