import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runStorageAdapterTests } from '@automerge/automerge-repo/helpers/tests/storage-adapter-tests.js'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterAll } from 'vitest'
import { realEnv } from '../../model/real-env.ts'
import { deviceStoreSuite } from '../testing/device-store-suite.ts'
import { storageAdapter } from './adapter.ts'
import type { DeviceStore } from './device-store.ts'
import { openIndexedDb } from './indexeddb.ts'
import { memoryDisk } from './memory.ts'
import { openSqlite } from './sqlite.ts'

globalThis.IDBKeyRange = IDBKeyRange
const folder = mkdtempSync(join(tmpdir(), 'haat-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0

const kinds: Record<string, () => Promise<() => Promise<DeviceStore>>> = {
  memory: async () => {
    const disk = memoryDisk()
    return async () => disk.open()
  },
  IndexedDB: async () => {
    const factory = new IDBFactory()
    return () => openIndexedDb('haat-asha', factory)
  },
  SQLite: async () => {
    const file = join(folder, `${files++}.db`)
    return () => openSqlite(file)
  },
}

for (const [name, make] of Object.entries(kinds)) {
  deviceStoreSuite(name, async () => {
    const open = await make()
    return { store: await open(), reopen: open }
  })
  runStorageAdapterTests(async () => {
    const store = await (await make())()
    const stop = new AbortController()
    return {
      adapter: storageAdapter(store, {
        env: realEnv(),
        stop: stop.signal,
        onTrouble: (error) => {
          throw error
        },
      }),
      teardown: () => stop.abort(),
    }
  }, name)
}
