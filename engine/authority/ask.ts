import { createHash } from 'node:crypto'
import { type Intent, writeIntent } from '../model/intent.ts'
import type { Kind } from '../model/kind.ts'
import { uuid8 } from './conflict-row.ts'
import { insertPending, placeIntent, type Tx } from './pending.ts'

/** A question of the system's own: timers, hooks, imports and the demo ask too, there is no second way in. */
export type SystemAsk = {
  author: `system:${string}`
  /** What made it ask, e.g. `import/annai/<file hash>/17`: the same cause is the same question, asked once. */
  cause: string
  kind: string
  body: Intent['body']
  until?: number
  answers?: string
}

/**
 * The id of a cause: a UUIDv8 of its SHA-256 (RFC 9562 §5.8). Documents can only hold UUIDv7 ids, so nobody can take
 * a system's id before the system asks.
 */
export const causeId = ({ author, cause }: Pick<SystemAsk, 'author' | 'cause'>): string =>
  uuid8(createHash('sha256').update(`haat/cause/1\0${author}\0${cause}`).digest())

/** Asks, inside the caller's transaction, and gives the intents' ids in the order of `asks`. Wake the lanes after COMMIT. */
export async function askAsSystem(
  tx: Tx,
  kinds: ReadonlyMap<string, Kind>,
  asks: readonly SystemAsk[],
): Promise<{ id: string; lane: string }[]> {
  const rows = asks.map(({ author, cause, kind, body, until, answers }) => {
    const intent: Intent = { v: 1, kind, basis: [], body }
    if (until !== undefined) intent.until = until
    if (answers !== undefined) intent.answers = answers
    const found = { id: causeId({ author, cause }), text: writeIntent(intent), author }
    return placeIntent({ ...found, device: '', document: '', change: '' }, kinds)
  })
  await insertPending(tx, rows)
  return rows.map(({ id, lane }) => ({ id, lane }))
}
