import { createHash } from 'node:crypto'
import { canonical } from '../model/canonical.ts'
import type { Conflict } from '../model/conflict.ts'
import type { Decision } from '../model/decision.ts'
import type { Decided } from './open-batch.ts'
import type { ConflictRow, OutcomeRow } from './store.ts'

type Opener = Pick<OutcomeRow, 'intent' | 'lane' | 'author' | 'document'>

export function conflictRow(conflict: Conflict, opener: Opener): ConflictRow {
  const { rule, key, category, reviewer, moneyAtRiskPaise } = conflict
  const a = canonical(conflict.a)
  const b = canonical(conflict.b)
  const { intent, lane, author, document } = opener
  const row: ConflictRow = {
    id: conflictId({ rule, key, a, b }),
    ...{ category, rule, lane, key, intent, author, document, a, b, reviewer, moneyAtRiskPaise },
    // What merged by itself only informs; the rest waits for a person.
    state: category === 'merged' ? 'info' : 'open',
  }
  if (conflict.result !== undefined) row.result = canonical(conflict.result)
  if (conflict.options !== undefined) row.options = canonical(conflict.options)
  return row
}

/** A review, as the conflict that a later intent naming it in `answers` closes. */
export function reviewConflict(decided: Decided, review: Decision & { verdict: 'review' }) {
  const { waiting, kind } = decided
  return {
    rule: 'review',
    key: `intent/${waiting.id}`,
    category: 'business' as const,
    a: { kind, payloadHash: waiting.payloadHash },
    b: { problems: review.problems },
    ...(review.offer === undefined ? {} : { options: [review.offer] }),
    reviewer: review.by,
    // Nothing was done, so nothing is at stake until its author asks again.
    moneyAtRiskPaise: 0,
  }
}

/** A known id that came again with another text: the first answer stands, and somebody should know. */
export const reusedConflict = (
  intent: string,
  first: { payloadHash: string },
  second: { payloadHash: string; author: string; device: string; document: string },
): Conflict => ({
  rule: 'id-reused',
  key: `intent/${intent}`,
  category: 'business',
  a: first,
  b: second,
  reviewer: 'platform_admin',
  moneyAtRiskPaise: 0,
})

/** The same (rule, key, a, b) is one conflict: its id is the first half of their SHA-256, as a UUIDv8. */
export function conflictId(of: Pick<ConflictRow, 'rule' | 'key' | 'a' | 'b'>): string {
  const { rule, key, a, b } = of
  return uuid8(
    createHash('sha256')
      .update(canonical([rule, key, a, b]))
      .digest(),
  )
}

/** A UUID whose bytes are a hash (RFC 9562 §5.8): version 8, so that it can never be taken for one made by chance. */
export function uuid8(hash: Uint8Array): string {
  const hex = Buffer.from(hash.subarray(0, 16)).toString('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}
