import type { Pool } from 'pg'
import { postgresAuthorityStore } from '../../engine/authority/postgres/authority-store.ts'
import { writeBatch } from '../../engine/authority/postgres/commit.ts'
import { openSession } from '../../engine/authority/postgres/session.ts'
import type { AuthorityStore, Written } from '../../engine/authority/store.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { areas } from '../../schema/areas/all.ts'
import { openPool } from '../../server/postgres/pool.ts'

const noFault = async () => {}

/** A store that keeps what is written through it, in the order of COMMIT. */
export function recording(pool: Pool): { store: AuthorityStore; batches: Batch[] } {
  const batches: Batch[] = []
  const inner = postgresAuthorityStore({ pool, env: realEnv(), areas })
  const store: AuthorityStore = {
    ...inner,
    async take(lane, limit) {
      const hold = await inner.take(lane, limit)
      if (!hold) return undefined
      const { head } = hold
      return {
        ...hold,
        async commit(written) {
          const committed = await hold.commit(written)
          batches.push({ lane, head, written })
          return committed
        },
      }
    },
  }
  return { store, batches }
}

export type Batch = { lane: string; head: number; written: Written }

/**
 * The limit: rows that are known already, in the same batches and by the same statements, with nobody who asks, reads,
 * locks or decides. Gives seconds.
 */
export async function limit(url: string, batches: readonly Batch[]): Promise<number> {
  const pool = openPool(url, 4)
  const began = performance.now()
  const lanes = new Map<string, Batch[]>()
  for (const batch of batches) lanes.set(batch.lane, [...(lanes.get(batch.lane) ?? []), batch])
  const queue = [...lanes.values()]
  const writer = async () => {
    for (let own = queue.shift(); own; own = queue.shift()) {
      for (const { lane, head, written } of own) {
        const session = await openSession(pool)
        const begun = session.run('BEGIN')
        await writeBatch(session, written, { lane, head, areas, fault: noFault })
        await Promise.all([begun, session.run('COMMIT')])
        await session.end()
      }
    }
  }
  await Promise.all(Array.from({ length: 4 }, writer))
  const seconds = (performance.now() - began) / 1_000
  await pool.end()
  return seconds
}
