import type { Json } from './canonical.ts'
import type { Decision, Params, Reason, Verdict } from './decision.ts'

/** How one intent was answered, as its author is told: the same bytes on every device, today and in a year. */
export type Answer = {
  intent: string
  kind: string
  verdict: Verdict
  document?: string
  /** Refused: why. */
  reason?: Reason
  /** Review: what stands in the way, who may decide, and the body that would pass (it holds nothing). */
  problems?: Reason[]
  by?: string
  offer?: Json
  /** Accepted: what came of it. */
  result?: Params
  /** The reviewed intent that this one answered. */
  answers?: string
}

export function answerOf(
  decision: Decision,
  to: { intent: string; kind: string; document?: string; answers?: string },
): Answer {
  const answer: Answer = { intent: to.intent, kind: to.kind, verdict: decision.verdict }
  if (to.document) answer.document = to.document
  if (to.answers) answer.answers = to.answers
  switch (decision.verdict) {
    case 'accepted':
      return { result: decision.result, ...answer }
    case 'refused':
      return { reason: decision.reason, ...answer }
    case 'review': {
      const { problems, by, offer } = decision
      return offer === undefined ? { ...answer, problems, by } : { ...answer, problems, by, offer }
    }
  }
}
