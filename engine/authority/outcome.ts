import type { Answer } from '../model/answer.ts'
import type { Instant } from '../model/env.ts'
import type { Tx } from './pending.ts'

/** What became of an intent: still waiting, or answered, the same for ever. `author` is who may be told. */
export type Outcome = { intent: string; author: string } & (
  | { state: 'pending' }
  | { state: 'answered'; answer: Answer; at: Instant }
)

const OUTCOMES = `SELECT intent, author, 'answered' AS state, answer, (extract(epoch FROM at) * 1000)::bigint AS at
FROM outcomes WHERE intent = ANY ($1::uuid[])
UNION ALL
SELECT intent, author, 'pending', NULL, NULL FROM pending p WHERE intent = ANY ($1::uuid[])
  AND NOT EXISTS (SELECT FROM outcomes o WHERE o.intent = p.intent)`

/** What is known of these intents; those that nobody has asked are missing. Read from the primary only. */
export async function outcomesOf(
  tx: Tx,
  intents: readonly string[],
): Promise<Map<string, Outcome>> {
  const { rows } = await tx.query(OUTCOMES, [intents])
  return new Map((rows as Outcome[]).map((outcome) => [outcome.intent, outcome]))
}
