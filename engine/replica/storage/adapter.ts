import type { StorageAdapterInterface } from '@automerge/automerge-repo/slim'
import type { Env } from '../../model/env.ts'
import type { DeviceStore, Durability, Write } from './device-store.ts'

/** How long a write that failed waits before it is tried again, in milliseconds. */
const RETRY_MS = 5_000

/**
 * A device store as automerge-repo's storage. A write that fails is tried again until it succeeds: Repo takes a rejected
 * save for an unhandled error, and one that only seemed to succeed would make it delete older chunks.
 *
 * What this person did is stored strictly before Repo sees it (`drain.ts`), so what Repo saves can be had again from
 * the server and may be relaxed; but not a snapshot, after which it deletes the chunks it was made of.
 */
export function storageAdapter(
  store: DeviceStore,
  { env, stop, onTrouble }: { env: Env; stop: AbortSignal; onTrouble(error: unknown): void },
): StorageAdapterInterface {
  const write = async (writes: Write[], durability: Durability) => {
    while (!stop.aborted) {
      try {
        await store.commit(writes, durability)
        return
      } catch (error) {
        if (stop.aborted) break
        onTrouble(error)
        await env.wait(RETRY_MS, stop)
      }
    }
    // The device is closing: what Repo would do next must not happen.
    await new Promise<never>(() => {})
  }
  return {
    load: (key) => store.chunk(key),
    loadRange: (prefix) => store.chunks(prefix),
    save: (key, data) =>
      write([{ chunk: key, data }], key[1] === 'snapshot' ? 'strict' : 'relaxed'),
    remove: (key) => write([{ dropChunk: key }], 'relaxed'),
    removeRange: (prefix) => write([{ dropChunks: prefix }], 'relaxed'),
  }
}
