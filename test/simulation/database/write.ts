import { StoreError, type Written } from '../../../engine/authority/store.ts'
import { laneOf, type Tables } from './tables.ts'

/** Throws what Postgres would, before anything is written. */
export function constraintsHold(tables: Tables, { parts }: Written): void {
  const answered = new Set(tables.outcomes.keys())
  const changed = new Map<string, unknown[]>()
  for (const part of parts) {
    for (const { intent } of part.outcomes) {
      if (answered.has(intent)) throw new StoreError('23505', `outcomes has ${intent}`)
      answered.add(intent)
    }
    for (const { area, rows } of part.rows)
      changed.set(area, [...(changed.get(area) ?? []), ...rows])
  }
  for (const [area, rows] of changed) tables.areas.get(area)?.check(rows)
}

/** The whole batch at one moment. */
export function write(
  tables: Tables,
  home: string,
  { at, parts, links, ...written }: Written,
): void {
  for (const { rows: changed, outcomes } of parts) {
    for (const { area, rows } of changed) tables.areas.get(area)?.write(rows)
    for (const outcome of outcomes) tables.outcomes.set(outcome.intent, { ...outcome, at })
  }
  const rest = written.rest()
  const chain = laneOf(tables, home)
  for (const link of [...links].flat()) {
    tables.audit.push({ chain: home, ...link })
    chain.auditSeq = link.seq
    chain.auditHash = link.hash
  }
  for (const { lane: name, facts } of rest.facts) {
    const lane = laneOf(tables, name)
    const kept = tables.facts.get(name) ?? []
    for (const { key, kind, value, intent } of facts) {
      lane.head += 1
      kept.push({ lane: name, seq: lane.head, key, kind, value: JSON.parse(value), intent, at })
    }
    tables.facts.set(name, kept)
  }
  for (const conflict of rest.conflicts) {
    if (!tables.conflicts.has(conflict.id)) tables.conflicts.set(conflict.id, { ...conflict, at })
  }
  for (const { review, author, by } of rest.closes) {
    for (const conflict of tables.conflicts.values()) {
      const isTheirs = conflict.intent === review && conflict.author === author
      if (isTheirs && conflict.rule === 'review') conflict.resolvedBy ??= by
    }
  }
  for (const intent of rest.done) tables.pending.delete(intent)
  for (const { intent, payloadHash } of rest.drained) {
    tables.reused.delete(`${intent} ${payloadHash}`)
  }
}
