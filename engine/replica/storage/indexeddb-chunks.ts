import type { StorageAdapterInterface } from '@automerge/automerge-repo/slim'
import { IndexedDBStorageAdapter } from '@automerge/automerge-repo-storage-indexeddb'
import type { Chunk, ChunkKey } from './device-store.ts'

/** The object store of the package's adapter. Our records add `n`, the order of writing, to its `{key, binary}`. */
export const CHUNKS = 'documents'
export type ChunkRecord = { key: string[]; binary: Uint8Array; n: number }

/** Every key that begins with these elements, and no other: `['AAA']` stops before `['AAAB']`. */
export const chunkRange = (prefix: ChunkKey): IDBKeyRange =>
  IDBKeyRange.bound([...prefix], [...prefix, []])

/** The package's adapter with its (private) way of opening a database laid open, so that it can be given ours. */
const Stock = IndexedDBStorageAdapter as unknown as new (
  database: string,
  store: string,
) => StorageAdapterInterface & { createDatabasePromise(): Promise<IDBDatabase> }

/**
 * The reading half of the package's adapter, on our one connection: a second one, deaf to `versionchange`, would block
 * the deletion of the database. It reads ranges in key order; we read them in the order they were written. What is
 * written goes through `DeviceStore.commit`, because the package writes relaxed and never hears an abort.
 */
export function chunkReader(database: IDBDatabase): {
  chunk(key: ChunkKey): Promise<Uint8Array | undefined>
  chunks(prefix: ChunkKey): Promise<Chunk[]>
} {
  class Reader extends Stock {
    override createDatabasePromise() {
      return Promise.resolve(database)
    }
  }
  const reader = new Reader(database.name, CHUNKS)
  return {
    chunk: (key) => reader.load([...key]),
    chunks: (prefix) =>
      new Promise((resolve, reject) => {
        const transaction = database.transaction(CHUNKS)
        const found: IDBRequest<ChunkRecord[]> = transaction
          .objectStore(CHUNKS)
          .getAll(chunkRange(prefix))
        transaction.onabort = () => reject(transaction.error)
        transaction.oncomplete = () =>
          resolve(
            found.result
              .sort((a, b) => a.n - b.n)
              .map(({ key, binary }) => ({ key, data: binary })),
          )
      }),
  }
}
