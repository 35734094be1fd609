import type { Json } from '../../../engine/model/canonical.ts'
import type { Rows } from '../../laws/rows.ts'
import type { Database } from './database.ts'

/** What the checker reads: everything the database holds, as plain arrays. */
export function rowsOf({ tables, now }: Database): Rows {
  const documents = [...tables.documents.documents.values()]
  return {
    at: now(),
    lanes: [...tables.lanes.values()].map((lane) => ({ ...lane })),
    facts: [...tables.facts.values()].flat(),
    pending: [...tables.pending.values()].map(({ id, lane, receivedAt }) => ({
      intent: id,
      lane,
      receivedAt,
    })),
    outcomes: [...tables.outcomes.values()].map(({ answer, ...outcome }) => ({
      ...outcome,
      answer: JSON.parse(answer) as Json,
    })),
    audit: [...tables.audit],
    conflicts: [...tables.conflicts.values()].map((conflict) => {
      const { id, rule, key, lane, intent } = conflict
      const sides = { a: JSON.parse(conflict.a) as Json, b: JSON.parse(conflict.b) as Json }
      const state = conflict.resolvedBy ? 'resolved' : conflict.state
      return { id, rule, key, lane, intent, ...sides, state }
    }),
    documents: documents.map(({ document: { id, about, state, version, heads } }) => ({
      id,
      about,
      state,
      version,
      heads,
    })),
    changes: documents.flatMap(({ document, changes }) =>
      changes.map((row) => ({ doc: document.id, ...row })),
    ),
    actors: documents.flatMap(({ document: { id: doc }, changes }) =>
      [...new Map(changes.map((row) => [row.actor, row.person]))].map(([actor, person]) => ({
        doc,
        actor,
        person,
      })),
    ),
    snapshots: documents.flatMap(({ document, snapshots }) =>
      snapshots.map((snapshot) => ({ doc: document.id, ...snapshot })),
    ),
    quarantine: [...tables.documents.quarantine.values()].map((row) => ({
      doc: row.document,
      hash: row.hash,
      person: row.person,
      reason: row.reason,
    })),
    areas: Object.fromEntries(
      [...tables.areas].map(([name, table]) => [name, [...table.rows.values()]]),
    ),
  }
}
