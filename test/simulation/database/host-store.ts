import type { HostStore } from '../../../engine/host/storage/host-store.ts'
import { memoryHostStore } from '../../../engine/host/storage/memory.ts'
import type { Env } from '../../../engine/model/env.ts'
import type { Rulebook } from '../../../engine/model/rulebook.ts'
import type { Machine } from '../machine.ts'
import type { Database } from './database.ts'
import { insertFound } from './pending.ts'

/**
 * The store of documents as a node reaches it: each call travels, may fail, and may be done with its reply lost. A
 * flush writes changes and the intents they carry at one moment.
 */
export function databaseHostStore(
  database: Database,
  { from, env, rulebook }: { from: Machine; env: Env; rulebook: Rulebook },
): HostStore {
  const rows = database.tables.documents
  const kept = memoryHostStore(rows, (found) =>
    insertFound(database.tables, found, { rulebook, now: database.now() }),
  )
  // The maps answer at once: their promises are settled when they come back, so a call stays one moment.
  const call = async <T>(label: string, run: () => Promise<T>): Promise<T> =>
    await (await database.call(from, label, () => ({ done: run() }))).done
  return {
    identity: () => kept.identity(),
    load: (id) => call('load', () => kept.load(id)),
    since: (id, n) => call('since', () => kept.since(id, n)),
    described: (ids) => call('described', () => kept.described(ids)),
    versions: (ids) => call('versions', () => kept.versions(ids)),
    flush: async (flushes) => {
      await env.fault('K2')
      const stored = await call('flush', () => kept.flush(flushes))
      await env.fault('K3')
      return stored
    },
    snapshot: (id, snapshot) => call('snapshot', () => kept.snapshot(id, snapshot)),
    quarantine: (refused, share) => call('quarantine', () => kept.quarantine(refused, share)),
    setState: (id, state) => call('state', () => kept.setState(id, state)),
    erase: (id) => call('erase', () => kept.erase(id)),
    forgetBytes: (before) => call('forget', () => kept.forgetBytes(before)),
    close: async () => undefined,
  }
}
