import { parseCanonical } from '../../engine/model/canonical.ts'
import type { Instant } from '../../engine/model/env.ts'
import { readIntent } from '../../engine/model/intent.ts'
import type { Asked, Membership } from '../../engine/model/kind.ts'
import type { OutcomeRow, Rows } from './rows.ts'

/** A decision as the audit keeps it: what was seen, by whom it was asked, and what was said. */
export type AuditedDecision = {
  chain: string
  seq: number
  outcome: OutcomeRow
  asked: Asked<unknown>
  inputs: unknown
  verdict: string
  factsHash?: string
  reason?: unknown
  problems?: unknown
}

type AuditedRow = {
  at: Instant
  roles: readonly Membership[]
  inputs: unknown
  verdict: string
  factsHash?: string
  reason?: unknown
  problems?: unknown
}

/** Every audited decision whose text could be read, chain by chain in order. */
export function auditedDecisions(rows: Rows): AuditedDecision[] {
  const outcomes = new Map(rows.outcomes.map((row) => [row.intent, row]))
  return rows.audit
    .filter(({ what }) => what === 'decided')
    .sort((a, b) => (a.chain === b.chain ? a.seq - b.seq : a.chain < b.chain ? -1 : 1))
    .flatMap(({ chain, seq, intent, row }) => {
      const outcome = outcomes.get(intent ?? '')
      const read = outcome && readIntent(outcome.text)
      const said = parseCanonical(row) as AuditedRow | undefined
      if (!outcome || !said || !read || !('intent' in read)) return []
      const { basis, until, answers, body } = read.intent
      const asked: Asked<unknown> = {
        id: outcome.intent,
        body,
        author: outcome.author,
        roles: said.roles,
        device: outcome.device,
        document: outcome.document,
        basis,
        at: said.at,
        ...(until === undefined ? {} : { until }),
        ...(answers === undefined ? {} : { answers }),
      }
      return [{ ...said, chain, seq, outcome, asked }]
    })
}
