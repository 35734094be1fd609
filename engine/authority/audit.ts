import { hash } from 'node:crypto'
import { canonical } from '../model/canonical.ts'
import type { Decision } from '../model/decision.ts'
import type { Decided } from './open-batch.ts'
import type { AuditRow, WrittenFact } from './store.ts'

/** The hash a chain begins with. */
export const CHAIN_START = ''

/**
 * Makes the next rows of one lane's chain. An entry is kept whole, as canonical JSON, with the number it gets. The hash is
 * SHA-256 over the previous hash and that text, as hex: a row changed, dropped or swapped is noticed.
 */
export function auditChain(lane: string, from: { seq: number; hash: string }) {
  let { seq, hash: link } = from
  return (entry: { what: string; intent: string; [name: string]: unknown }): AuditRow => {
    seq += 1
    // The row is cut out of the text that was hashed, which is in one piece then; by itself it would be put together again.
    const linked = link + canonical({ chain: lane, seq, ...entry })
    const row = linked.slice(link.length)
    link = hash('sha256', linked, 'hex')
    return { seq, what: entry.what, intent: entry.intent, row, hash: link }
  }
}

/**
 * What is kept of a decision: enough to make it again. The intent's text is in its outcome, under `payloadHash`; `facts`
 * are those of a yes, with their values as they are appended.
 */
export function auditEntry(
  decided: Decided,
  facts: readonly WrittenFact[],
  { at, code }: { at: number; code: string },
) {
  const { waiting, kind, roles, seen } = decided
  const { id: intent, author, device, document, change, payloadHash } = waiting
  const asked = { intent, kind, author, device, document, change, payloadHash }
  const answer = verdict(decided.decision, facts)
  return { what: 'decided', at, code, roles, inputs: seen ?? {}, ...asked, ...answer }
}

function verdict(decision: Decision, facts: readonly WrittenFact[]) {
  if (decision.verdict === 'review') return decision
  const conflicts = decision.conflicts?.map(({ rule, key }) => ({ rule, key })) ?? []
  if (decision.verdict === 'refused') return { ...decision, conflicts }
  const { verdict, result } = decision
  const keys = facts.map(({ key }) => key)
  return { verdict, result, conflicts, facts: keys, factsHash: factsHash(facts) }
}

/** SHA-256 over kind, key and canonical value of each fact, a line each: what was said, besides what is named. */
export function factsHash(facts: readonly Pick<WrittenFact, 'kind' | 'key' | 'value'>[]): string {
  let said = ''
  for (const { kind, key, value } of facts) said += `${kind} ${key} ${value}\n`
  return hash('sha256', said, 'hex')
}
