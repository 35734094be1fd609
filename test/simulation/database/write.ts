import { StoreError, type Written } from '../../../engine/authority/store.ts'
import { laneOf, type Tables } from './tables.ts'

/** Throws what Postgres would, before anything is written. */
export function constraintsHold(tables: Tables, written: Written): void {
  const answered = new Set(tables.outcomes.keys())
  for (const { intent } of written.outcomes) {
    if (answered.has(intent)) throw new StoreError('23505', `outcomes has ${intent}`)
    answered.add(intent)
  }
  for (const { area, rows } of written.rows) tables.areas.get(area)?.check(rows)
}

/** The whole batch at one moment. */
export function write(tables: Tables, home: string, written: Written): void {
  const { at } = written
  for (const { area, rows } of written.rows) tables.areas.get(area)?.write(rows)
  for (const { lane: name, facts } of written.facts) {
    const lane = laneOf(tables, name)
    const kept = tables.facts.get(name) ?? []
    for (const { key, kind, value, intent } of facts) {
      lane.head += 1
      kept.push({ lane: name, seq: lane.head, key, kind, value: JSON.parse(value), intent, at })
    }
    tables.facts.set(name, kept)
  }
  for (const outcome of written.outcomes) tables.outcomes.set(outcome.intent, { ...outcome, at })
  for (const conflict of written.conflicts) {
    if (!tables.conflicts.has(conflict.id)) tables.conflicts.set(conflict.id, { ...conflict, at })
  }
  for (const { review, author, by } of written.closes) {
    for (const conflict of tables.conflicts.values()) {
      const isTheirs = conflict.intent === review && conflict.author === author
      if (isTheirs && conflict.rule === 'review') conflict.resolvedBy ??= by
    }
  }
  const lane = laneOf(tables, home)
  for (const link of written.audit) {
    tables.audit.push({ chain: home, ...link })
    lane.auditSeq = link.seq
    lane.auditHash = link.hash
  }
  for (const intent of written.done) tables.pending.delete(intent)
  for (const { intent, payloadHash } of written.drained) {
    tables.reused.delete(`${intent} ${payloadHash}`)
  }
}
