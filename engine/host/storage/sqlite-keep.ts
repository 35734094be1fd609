import type Database from 'better-sqlite3'
import type { HostStore, QuarantineRow, Share, Snapshot } from './host-store.ts'
import { joined } from './sqlite-load.ts'

type Keeping = Pick<HostStore, 'snapshot' | 'quarantine' | 'setState' | 'erase' | 'forgetBytes'>

/** What a store keeps besides changes: saves, refusals, states, and the end of a document. */
export function keepInSqlite(database: Database.Database): Keeping {
  const run = (sql: string, ...values: unknown[]) => database.prepare(sql).run(...values).changes

  const snapshot = database.transaction((id: string, { n, heads, bytes, at }: Snapshot) => {
    run(
      'INSERT INTO snapshots VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      ...[id, n, joined(heads), bytes, at],
    )
    run(
      `DELETE FROM snapshots WHERE doc = ?
          AND n NOT IN (SELECT n FROM snapshots WHERE doc = ? ORDER BY n DESC LIMIT 2)`,
      ...[id, id],
    )
  })

  const quarantine = database.transaction((rows: readonly QuarantineRow[], share: Share) => {
    for (const one of rows) {
      const theirs =
        'SELECT coalesce(sum(length(bytes)), 0) AS used, count(*) AS held FROM quarantine WHERE person = ?'
      const { used, held } = database.prepare(theirs).get(one.person) as Record<string, number>
      const kept = (used ?? 0) + one.bytes.length <= share.bytes ? one.bytes : null
      const added = run(
        'INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (doc, hash) DO NOTHING',
        ...[one.id, one.document, one.hash, one.person, one.device, one.reason, one.detail],
        ...[kept, one.at],
      )
      if (added > 0) letGo(one, (held ?? 0) + 1 - share.rows)
    }
  })
  const letGo = ({ id, person, reason, at }: QuarantineRow, count: number) => {
    if (count <= 0) return
    const gone = database
      .prepare(
        `DELETE FROM quarantine WHERE id IN (
           SELECT id FROM quarantine WHERE person = ? AND id <> ? ORDER BY reason <> ?, at, id LIMIT ?)
         RETURNING reason`,
      )
      .pluck()
      .all(person, id, reason, count)
    for (const was of gone) {
      run(
        `INSERT INTO quarantine_counts VALUES (?, ?, 1, ?)
         ON CONFLICT (person, reason) DO UPDATE SET count = count + 1, at = excluded.at`,
        ...[person, was, at],
      )
    }
  }

  const erase = database.transaction((id: string) => {
    run(
      `INSERT INTO documents VALUES (?, '', '{"sort":""}', 'erased', 0, '', 0, 0, 0)
       ON CONFLICT (id) DO UPDATE SET sort = excluded.sort, about = excluded.about, state = excluded.state,
         version = 0, heads = '', ops = 0, max_op = 0, bytes = 0`,
      id,
    )
    for (const table of ['changes', 'snapshots', 'actors', 'quarantine']) {
      run(`DELETE FROM ${table} WHERE doc = ?`, id)
    }
  })

  return {
    snapshot: async (id, one) => snapshot.immediate(id, one),
    quarantine: async (rows, share) => quarantine.immediate(rows, share),
    setState: async (id, state) =>
      void run(`UPDATE documents SET state = ? WHERE id = ? AND state <> 'erased'`, state, id),
    erase: async (id) => erase.immediate(id),
    forgetBytes: async (before) =>
      run(
        `UPDATE changes SET bytes = NULL WHERE bytes IS NOT NULL AND EXISTS (
           SELECT 1 FROM snapshots s WHERE s.doc = changes.doc
            GROUP BY s.doc HAVING count(*) = 2 AND min(s.at) < ? AND changes.n <= min(s.n))`,
        before,
      ),
  }
}
