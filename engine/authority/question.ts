import { type Decision, reason, refuse, review } from '../model/decision.ts'
import type { Instant } from '../model/env.ts'
import type { Asked, Kind } from '../model/kind.ts'
import type { Reading } from './reading.ts'
import type { WaitingIntent } from './store.ts'

/** An intent of the batch: a question for its kind, or one that is answered without asking any. */
export type Question = {
  waiting: WaitingIntent
  /** Name of the kind, as far as the text could be read. */
  kind: string
  answers?: string
} & ({ rule: Kind; asked: Asked<unknown> } | { rule?: undefined; decision: Decision })

/** Attempts after which a question that breaks the machinery is handed to a person. */
export const ATTEMPTS = 3

/** What waits, as it was read. `roles` are filled in when it is decided: an earlier intent of the batch may change them. */
export function question(
  waiting: WaitingIntent,
  read: Reading,
  { lane, at }: { lane: string; at: Instant },
): Question {
  const { kind, answers } = read
  const known = answers === undefined ? { waiting, kind } : { waiting, kind, answers }
  if (!read.rule) return { ...known, decision: read.decision }
  const { rule, body, home, basis, until } = read
  // It waits in its author's lane because the lane it names does not exist: `store:x` is a store nobody has opened.
  if (home !== lane) {
    return { ...known, decision: refuse(`no-such-${home.split(':')[0]}`, { lane: home }) }
  }
  if (waiting.attempts >= ATTEMPTS) {
    const decision = review([reason('cannot-decide')], { by: 'platform_admin' })
    return { ...known, decision }
  }
  if (until !== undefined && until < at) return { ...known, decision: refuse('expired', { until }) }
  const { id, author, device, document } = waiting
  const asked: Asked<unknown> = { id, body, author, roles: [], device, document, basis, at }
  if (until !== undefined) asked.until = until
  if (answers !== undefined) asked.answers = answers
  return { ...known, rule, asked }
}
