import { HaatError } from '../../model/error.ts'
import {
  type Chunk,
  type ChunkKey,
  type DeviceStore,
  type Durability,
  type Row,
  TABLES,
  type Table,
  type Write,
} from './device-store.ts'

type Image = { tables: Record<Table, Map<string, unknown>>; chunks: Map<string, Chunk> }

/** What a simulated disk may be told before each operation: throwing makes it fail (`storage-failed`) with nothing written. */
export type DiskHook = (
  operation: { read: Table | 'chunks' } | { commit: readonly Write[]; durability: Durability },
) => Promise<void> | void

/**
 * A disk in memory. It outlives the stores opened on it, and can lose power: then relaxed commits since the last
 * strict one may be lost, the newest first, and stores opened before never answer again.
 */
export type MemoryDisk = {
  open(hook?: DiskHook): DeviceStore
  /** Cuts the power. `keep` relaxed commits survive, the oldest first (none when left out). */
  crash(keep?: number): void
  /** How many commits could be lost right now. */
  atRisk(): number
}

export function memoryDisk(): MemoryDisk {
  const durable = emptyImage()
  let now = emptyImage()
  let relaxed: (readonly Write[])[] = []
  let power = 0

  return {
    open(hook = () => {}) {
      const opened = power
      let closed = false
      const alive = async () => {
        if (closed) throw storeClosed()
        if (opened !== power) await new Promise<never>(() => {})
      }
      const ready = async (operation: Parameters<DiskHook>[0]) => {
        await alive()
        try {
          await hook(operation)
        } catch (cause) {
          throw storeFailed(cause)
        }
        await alive()
      }
      return {
        async get(table, key) {
          await ready({ read: table })
          return structuredClone(now.tables[table].get(key))
        },
        async list(table, prefix = '') {
          await ready({ read: table })
          return rowsOf(now.tables[table], prefix)
        },
        async chunk(key) {
          await ready({ read: 'chunks' })
          return now.chunks.get(pathOf(key))?.data.slice()
        },
        async chunks(prefix) {
          await ready({ read: 'chunks' })
          return [...now.chunks.values()]
            .filter((chunk) => prefix.every((part, i) => chunk.key[i] === part))
            .map(({ key, data }) => ({ key: [...key], data: data.slice() }))
        },
        async commit(writes, durability) {
          const mine = structuredClone(writes) as readonly Write[]
          await ready({ commit: mine, durability })
          if (!holds(now, mine)) return false
          apply(now, mine)
          relaxed.push(mine)
          if (durability === 'strict') {
            for (const kept of relaxed) apply(durable, kept)
            relaxed = []
          }
          return true
        },
        onLost() {},
        async close() {
          closed = true
        },
      }
    },
    crash(keep = 0) {
      power++
      for (const kept of relaxed.slice(0, keep)) apply(durable, kept)
      relaxed = []
      now = structuredClone(durable)
    },
    atRisk: () => relaxed.length,
  }
}

const storeClosed = () =>
  new HaatError('storage-closed', { saw: 'the store was closed', remedy: 'Open it again' })

const storeFailed = (cause: unknown) =>
  cause instanceof HaatError
    ? cause
    : new HaatError('storage-failed', { saw: String(cause), remedy: 'Try again', cause })

const emptyImage = (): Image => ({
  tables: Object.fromEntries(TABLES.map((table) => [table, new Map()])) as Image['tables'],
  chunks: new Map(),
})

const pathOf = (key: ChunkKey) => JSON.stringify(key)

function rowsOf(table: Map<string, unknown>, prefix: string): Row[] {
  return [...table.keys()]
    .filter((key) => key.startsWith(prefix))
    .sort()
    .map((key) => ({ key, value: structuredClone(table.get(key)) }))
}

const holds = (image: Image, writes: readonly Write[]) =>
  writes.every((write) => !('expect' in write) || image.tables[write.expect].has(write.key))

function apply(image: Image, writes: readonly Write[]): void {
  for (const write of writes) {
    if ('put' in write) image.tables[write.put].set(write.key, write.value)
    else if ('drop' in write) image.tables[write.drop].delete(write.key)
    else if ('chunk' in write)
      image.chunks.set(pathOf(write.chunk), { key: [...write.chunk], data: write.data })
    else if ('dropChunk' in write) image.chunks.delete(pathOf(write.dropChunk))
    else if ('dropChunks' in write) {
      for (const [path, { key }] of image.chunks) {
        if (write.dropChunks.every((part, i) => key[i] === part)) image.chunks.delete(path)
      }
    }
  }
}
