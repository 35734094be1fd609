import type { Page } from 'playwright-core'

/** Names of the databases of a page's origin. */
export const databases = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? '').sort())

/**
 * All that this origin keeps on a phone, as one text: every row of every database, bytes read as letters, every cached
 * answer, and what a page stores by name.
 */
export const keptOn = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const done = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
    const letters = new TextDecoder('latin1')
    const text = (value: unknown) =>
      JSON.stringify(value, (_, part: unknown) =>
        part instanceof Uint8Array ? letters.decode(part) : part,
      )
    const said: string[] = []
    for (const { name = '' } of await indexedDB.databases()) {
      said.push(name)
      const database = await done(indexedDB.open(name))
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store)
        said.push(text(await done(rows.getAllKeys())), text(await done(rows.getAll())))
      }
      database.close()
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        said.push(request.url, (await (await cache.match(request))?.text()) ?? '')
      }
    }
    said.push(text({ ...localStorage }), text({ ...sessionStorage }))
    return said.join('\n')
  })
