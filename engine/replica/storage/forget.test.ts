import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import { deleteIndexedDb, openIndexedDb } from './indexeddb.ts'

globalThis.IDBKeyRange = IDBKeyRange

test('signing out in one tab takes the database from all of them, and each is told', async () => {
  const factory = new IDBFactory()
  const here = await openIndexedDb('haat-asha', factory)
  const there = await openIndexedDb('haat-asha', factory)
  let told = false
  there.onLost(() => {
    told = true
  })
  await here.commit([{ put: 'kv', key: 'a', value: 1 }], 'strict')
  await here.close()
  await deleteIndexedDb('haat-asha', factory, () => expect.unreachable('nobody blocks'))
  expect(told).toBe(true)
  await expect(there.get('kv', 'a')).rejects.toMatchObject({ code: 'storage-closed' })
  const again = await openIndexedDb('haat-asha', factory)
  expect(await again.get('kv', 'a')).toBeUndefined()
  await again.close()
})

test('a tab that does not let go of the database is reported', async () => {
  const factory = new IDBFactory()
  const mine = await openIndexedDb('haat-asha', factory)
  await mine.close()
  const deaf = await new Promise<IDBDatabase>((resolve) => {
    const request = factory.open('haat-asha')
    request.onsuccess = () => resolve(request.result)
  })
  const blocked = new Promise<void>((resolve) => {
    void deleteIndexedDb('haat-asha', factory, resolve)
  })
  await blocked
  deaf.close()
})

test('a database of a newer version is refused with a sentence', async () => {
  const factory = new IDBFactory()
  await new Promise<void>((resolve) => {
    const request = factory.open('haat-asha', 99)
    request.onsuccess = () => {
      request.result.close()
      resolve()
    }
  })
  await expect(openIndexedDb('haat-asha', factory)).rejects.toMatchObject({ code: 'storage-newer' })
})
