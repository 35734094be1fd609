import type { FactStore } from '../../../engine/authority/store.ts'
import type { Machine } from '../machine.ts'
import type { Database } from './database.ts'

/** Where a node reads the feed from. */
export function databaseFactStore(database: Database, from: Machine): FactStore {
  const { tables } = database
  const call = <T>(label: string, run: () => T) => database.call(from, label, run)
  const facts = (lane: string) => tables.facts.get(lane) ?? []
  return {
    after: (lane, after, limit) =>
      call('facts after', () => facts(lane).slice(after, after + limit)),
    at: (lane, seqs) =>
      call('facts at', () =>
        [...seqs].sort((a, b) => a - b).flatMap((seq) => facts(lane)[seq - 1] ?? []),
      ),
    latest: (lane, after, limit) =>
      call('facts latest', () => {
        const latest = new Map<string, number>()
        for (const { key, seq } of facts(lane).slice(after)) latest.set(key, seq)
        return [...latest].map(([key, seq]) => ({ key, seq })).slice(0, limit)
      }),
    heads: (lanes) =>
      call('heads', () => lanes.map((lane) => [lane, tables.lanes.get(lane)?.head ?? 0])),
  }
}
