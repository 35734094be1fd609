import { runStorageAdapterTests } from '@automerge/automerge-repo/helpers/tests/storage-adapter-tests.js'
import { realEnv } from '../../../engine/model/real-env.ts'
import { storageAdapter } from '../../../engine/replica/storage/adapter.ts'
import { openIndexedDb } from '../../../engine/replica/storage/indexeddb.ts'
import { deviceStoreSuite } from '../../../engine/replica/testing/device-store-suite.ts'
import { describe, runAll } from './in-page.ts'

/** What runs in the page: our suite and automerge-repo's, each test on a database of its own. */
let databases = 0
const nextName = () => `haat-suite-${databases++}`

deviceStoreSuite('IndexedDB of Chromium', async () => {
  const name = nextName()
  const open = () => openIndexedDb(name, indexedDB)
  return { store: await open(), reopen: open }
})

describe('automerge-repo', () => {
  runStorageAdapterTests(async () => {
    const store = await openIndexedDb(nextName(), indexedDB)
    const stop = new AbortController()
    const onTrouble = (error: unknown) => {
      throw error
    }
    return {
      adapter: storageAdapter(store, { env: realEnv(), stop: stop.signal, onTrouble }),
      teardown: () => stop.abort(),
    }
  }, 'IndexedDB of Chromium')
})

Object.assign(globalThis, { runAll })
