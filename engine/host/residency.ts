import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'
import type { Observe } from './observe.ts'
import type { ShardHandle } from './shard-handle.ts'

/** What residency needs of a document. */
type Resident = { readonly charge: number; readonly usedAt: number; evict(): void }

/**
 * Keeps the memory of a node under its ceiling: least recently used documents out, and a shard replaced when that was
 * not enough, for wasm memory never shrinks by itself.
 */
export function newResidency({
  env,
  limits,
  observe,
  documents,
  shards,
  rss,
}: {
  env: Pick<Env, 'tick'>
  limits: Limits
  observe: Observe
  documents: ReadonlyMap<string, Resident>
  shards: readonly Pick<ShardHandle, 'memory' | 'recycle'>[]
  /** Bytes of the process; left out, only the charge counts. */
  rss: (() => number) | undefined
}) {
  let recycledAt = Number.NEGATIVE_INFINITY

  function evict(): void {
    const resident = [...documents.values()].filter((one) => one.charge > 0)
    let bytes = resident.reduce((sum, one) => sum + one.charge, 0)
    observe({ event: 'resident', documents: resident.length, bytes })
    if (bytes <= limits.residentBytes) return
    resident.sort((a, b) => a.usedAt - b.usedAt)
    for (const one of resident) {
      if (bytes <= limits.residentBytes) return
      bytes -= one.charge
      one.evict()
    }
  }

  function recycle(): void {
    if (!rss || env.tick() - recycledAt < limits.recycleMs || rss() <= limits.processMemory) return
    const [largest] = [...shards].sort((a, b) => b.memory() - a.memory())
    if (!largest || largest.memory() < limits.recycleWorth) return
    recycledAt = env.tick()
    largest.recycle()
  }

  return {
    /** Called regularly. */
    tend(): void {
      evict()
      recycle()
    },
  }
}
