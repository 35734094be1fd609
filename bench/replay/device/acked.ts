import { limits } from '../../../engine/host/index.ts'
import { readSyncMessage } from '../../../engine/host/sync-message.ts'
import type { ServerFrame } from '../../../engine/replica/frames.ts'
import type { DeviceStore } from '../../../engine/replica/storage/device-store.ts'

export type Acked = { doc: string; heads: string[] }
const PREFIX = 'acked/'

/**
 * Every set of heads that the server said it holds, kept in the device's own database before the device itself hears of
 * it. A killed process loses none: what SQLite has committed, however relaxed, only a power cut could take.
 */
export function openAcked(store: Pick<DeviceStore, 'commit' | 'list'>) {
  const known = new Set<string>()
  return {
    heard(frame: ServerFrame | undefined): void {
      if (frame?.type !== 'sync' || !frame.data) return
      const message = readSyncMessage(frame.data, limits)
      if (typeof message === 'string' || message.heads.length === 0) return
      const acked: Acked = { doc: frame.documentId, heads: message.heads }
      const key = `${PREFIX}${acked.doc}/${acked.heads.join()}`
      if (known.has(key)) return
      known.add(key)
      void store.commit([{ put: 'kv', key, value: acked }], 'relaxed')
    },
    /** Of all lives of this device. */
    async all(): Promise<Acked[]> {
      return (await store.list('kv', PREFIX)).map(({ value }) => value as Acked)
    },
  }
}
