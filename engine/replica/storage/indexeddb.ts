import { HaatError } from '../../model/error.ts'
import {
  type DeviceStore,
  type Durability,
  type Row,
  TABLES,
  type Table,
  type Write,
} from './device-store.ts'
import { CHUNKS, type ChunkRecord, chunkRange, chunkReader } from './indexeddb-chunks.ts'

/** Raised when the tables change; a browser that already holds a newer one refuses to open (`storage-newer`). */
const VERSION = 1

/** The database of one person in this browser. `factory` is `globalThis.indexedDB` or a stand-in for Node. */
export async function openIndexedDb(name: string, factory: IDBFactory): Promise<DeviceStore> {
  const database = await openDatabase(name, factory)
  const reader = chunkReader(database)
  const lost: (() => void)[] = []
  let order = await lastOrder(database)
  let closed = false

  // Another tab deletes or upgrades the database: without this it would wait for us for ever.
  database.onversionchange = () => {
    closed = true
    database.close()
    for (const listener of lost) listener()
  }
  // The browser took the database away (storage cleared by its user).
  database.onclose = () => {
    closed = true
    for (const listener of lost) listener()
  }

  const begin = (tables: Iterable<string>, mode: IDBTransactionMode, durability: Durability) => {
    if (closed) throw storeClosed(name)
    return database.transaction([...tables], mode, { durability })
  }

  return {
    async get(table, key) {
      const transaction = begin([table], 'readonly', 'relaxed')
      const request = transaction.objectStore(table).get(key)
      await finished(transaction)
      return request.result
    },
    async list(table, prefix) {
      const transaction = begin([table], 'readonly', 'relaxed')
      const range = prefix ? IDBKeyRange.bound(prefix, `${prefix}\uffff`) : undefined
      const keys = transaction.objectStore(table).getAllKeys(range)
      const values = transaction.objectStore(table).getAll(range)
      await finished(transaction)
      return keys.result.map((key, i): Row => ({ key: String(key), value: values.result[i] }))
    },
    async chunk(key) {
      if (closed) throw storeClosed(name)
      return reader.chunk(key)
    },
    async chunks(prefix) {
      if (closed) throw storeClosed(name)
      return reader.chunks(prefix)
    },
    async commit(writes, durability) {
      if (writes.length === 0) return true
      const transaction = begin(storesOf(writes), 'readwrite', durability)
      const done = finished(transaction)
      let gone = false
      const giveUp = () => {
        gone = true
        transaction.abort()
      }
      const write = () => {
        for (const each of writes) order = issue(transaction, each, order)
      }
      const expected = writes.filter((each) => 'expect' in each)
      let left = expected.length
      if (left === 0) write()
      for (const { expect, key } of expected) {
        const count = transaction.objectStore(expect).count(key)
        count.onsuccess = () => {
          if (gone) return
          if (count.result === 0) giveUp()
          else if (--left === 0) write()
        }
      }
      try {
        await done
        return true
      } catch (error) {
        if (gone) return false
        throw storeFailed(name, error)
      }
    },
    onLost(listener) {
      lost.push(listener)
    },
    async close() {
      closed = true
      database.close()
    },
  }
}

/**
 * Deletes a person's database. Other tabs are told to close it (`versionchange`); one that does not is reported by
 * `onBlocked`, and the deletion waits for it.
 */
export function deleteIndexedDb(
  name: string,
  factory: IDBFactory,
  onBlocked: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.deleteDatabase(name)
    request.onblocked = onBlocked
    request.onsuccess = () => resolve()
    request.onerror = () => reject(storeFailed(name, request.error))
  })
}

function openDatabase(name: string, factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = ask(name, factory)
    request.onupgradeneeded = () => {
      for (const table of TABLES) request.result.createObjectStore(table)
      request.result.createObjectStore(CHUNKS).createIndex('n', 'n')
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(storeFailed(name, request.error))
  })
}

/** Where nothing may be stored the question itself is refused. */
function ask(name: string, factory: IDBFactory): IDBOpenDBRequest {
  try {
    return factory.open(name, VERSION)
  } catch (error) {
    throw storeFailed(name, error)
  }
}

function lastOrder(database: IDBDatabase): Promise<number> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(CHUNKS)
    const last = transaction.objectStore(CHUNKS).index('n').openKeyCursor(null, 'prev')
    transaction.onabort = () => reject(storeFailed(database.name, transaction.error))
    transaction.oncomplete = () => resolve(0)
    last.onsuccess = () => resolve(last.result ? Number(last.result.key) : 0)
  })
}

/** Settles whatever happens: a full disk ends a transaction with `abort` alone, never with `error`. */
function finished(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException('aborted', 'AbortError'))
  })
}

function storesOf(writes: readonly Write[]): Set<string> {
  return new Set(
    writes.map((write): Table | typeof CHUNKS => {
      if ('put' in write) return write.put
      if ('drop' in write) return write.drop
      return 'expect' in write ? write.expect : CHUNKS
    }),
  )
}

function issue(transaction: IDBTransaction, write: Write, order: number): number {
  if ('put' in write) transaction.objectStore(write.put).put(write.value, write.key)
  else if ('drop' in write) transaction.objectStore(write.drop).delete(write.key)
  else if ('chunk' in write) {
    const record: ChunkRecord = { key: [...write.chunk], binary: write.data, n: order + 1 }
    transaction.objectStore(CHUNKS).put(record, record.key)
    return order + 1
  } else if ('dropChunk' in write) transaction.objectStore(CHUNKS).delete([...write.dropChunk])
  else if ('dropChunks' in write)
    transaction.objectStore(CHUNKS).delete(chunkRange(write.dropChunks))
  return order
}

const storeClosed = (name: string) =>
  new HaatError('storage-closed', {
    saw: `${name} was closed, here or by another tab`,
    remedy: 'Reload the page',
  })

function storeFailed(name: string, cause: unknown): HaatError {
  const kind = cause instanceof DOMException || cause instanceof Error ? cause.name : 'unknown'
  if (kind === 'QuotaExceededError') {
    return new HaatError('storage-full', {
      saw: `${name} could not grow`,
      remedy: 'Free some space on this device',
      cause,
    })
  }
  if (kind === 'VersionError') {
    return new HaatError('storage-newer', {
      saw: `${name} was written by a newer version`,
      remedy: 'Reload to get it',
      cause,
    })
  }
  if (kind === 'SecurityError') {
    return new HaatError('storage-blocked', {
      saw: `${name} may not be opened`,
      remedy: 'Allow this site to store data',
      cause,
    })
  }
  return new HaatError('storage-failed', {
    saw: `${name}: ${kind}`,
    remedy: 'Reload the page; what was saved is still there',
    cause,
  })
}
