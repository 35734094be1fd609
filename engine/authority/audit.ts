import { createHash } from 'node:crypto'
import { canonical } from '../model/canonical.ts'
import type { Fact } from '../model/fact.ts'
import type { Decided } from './decide-batch.ts'
import type { AuditRow } from './store.ts'

/** The hash a chain begins with. */
export const CHAIN_START = ''

/** SHA-256 over the previous hash and the row's text, as hex: a row changed, dropped or swapped is noticed. */
export const auditHash = (previous: string, row: string): string =>
  createHash('sha256').update(previous).update(row).digest('hex')

/** The next rows of one lane's chain. */
export function auditChain(lane: string, from: { seq: number; hash: string }) {
  const rows: AuditRow[] = []
  let { seq, hash } = from
  return {
    rows,
    /** `entry` is kept whole, as canonical JSON; with the number it gets, it is what the hash covers. */
    add(entry: { what: string; intent: string; [name: string]: unknown }) {
      seq += 1
      const row = canonical({ ...entry, chain: lane, seq })
      hash = auditHash(hash, row)
      rows.push({ seq, what: entry.what, intent: entry.intent, row, hash })
    },
  }
}

/** What is kept of a decision: enough to make it again. The intent's text is in its outcome, under `payloadHash`. */
export function auditEntry(decided: Decided, { at, code }: { at: number; code: string }) {
  const { waiting, kind, decision, roles, seen } = decided
  const { id: intent, author, device, document, change, payloadHash } = waiting
  const asked = { intent, kind, author, device, document, change, payloadHash }
  return { what: 'decided', at, code, ...asked, roles, inputs: seen ?? {}, ...verdict(decision) }
}

function verdict(decision: Decided['decision']) {
  if (decision.verdict === 'review') return decision
  const conflicts = decision.conflicts?.map(({ rule, key }) => ({ rule, key })) ?? []
  if (decision.verdict === 'refused') return { ...decision, conflicts }
  const { facts, result } = decision
  return {
    verdict: decision.verdict,
    result,
    conflicts,
    facts: facts.map(({ key }) => key),
    factsHash: factsHash(facts),
  }
}

/** SHA-256 over the canonical values of all facts of a decision, in order: what it said, besides what is named. */
export function factsHash(facts: readonly Fact[]): string {
  const hash = createHash('sha256')
  for (const { kind, key, value } of facts) hash.update(`${kind} ${key} ${canonical(value)}\n`)
  return hash.digest('hex')
}
