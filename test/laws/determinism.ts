import { factsHash } from '../../engine/authority/audit.ts'
import { canonical } from '../../engine/model/canonical.ts'
import type { Decision } from '../../engine/model/decision.ts'
import type { Kind } from '../../engine/model/kind.ts'
import { type AuditedDecision, auditedDecisions } from './audited.ts'
import type { LawCheck } from './check.ts'
import { violation } from './violation.ts'

/** I9: a decision made again from what the audit kept of it says the same, to the byte. */
export const decisionsRepeat =
  (kinds: ReadonlyMap<string, Kind>): LawCheck =>
  ({ rows }) =>
    auditedDecisions(rows).flatMap((audited) => {
      const kind = kinds.get(audited.outcome.kind)
      if (!kind || wasAnsweredUnasked(audited)) return []
      const again = sayAgain(kind, audited)
      const before = saidBefore(audited)
      if (again === before) return []
      const saw = `${audited.outcome.intent}: ${before}, made again ${again}`
      return [violation('I9', 'decides-otherwise', saw)]
    })

/** Some answers ask no kind: no rules were consulted, so nothing is to be made again. */
const UNASKED = ['expired', 'malformed', 'cannot-decide', 'suspended']

export function wasAnsweredUnasked({ outcome, chain }: AuditedDecision): boolean {
  const isPlaced = outcome.lane === chain && !chain.startsWith('asks:')
  return !isPlaced || (outcome.reason !== undefined && UNASKED.includes(outcome.reason))
}

/** A decision as one text: verdict, and what it says. */
export const saidOf = (decision: Decision): string =>
  decision.verdict === 'accepted'
    ? `accepted ${factsHash(decision.facts.map((fact) => ({ ...fact, value: canonical(fact.value) })))}`
    : decision.verdict === 'refused'
      ? `refused ${canonical(decision.reason)}`
      : `review ${canonical(decision.problems)}`

export function saidBefore({ verdict, factsHash, reason, problems }: AuditedDecision): string {
  if (verdict === 'accepted') return `accepted ${factsHash}`
  return verdict === 'refused' ? `refused ${canonical(reason)}` : `review ${canonical(problems)}`
}

function sayAgain(kind: Kind, { inputs, asked }: AuditedDecision): string {
  try {
    return saidOf(kind.decide(inputs, asked))
  } catch (error) {
    return `threw ${error}`
  }
}
