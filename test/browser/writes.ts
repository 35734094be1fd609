import type { BrowserContext, Page } from 'playwright-core'

type Durability = IDBTransaction['durability']
declare function heardOfJot(id: string, durability: Durability, isStored: boolean): void
declare const shelf: { isStuck: boolean }

/** What the tabs of one phone write down: each jot from the moment its transaction holds it until it is stored. */
export type Writes = {
  /** Of every jot that a transaction held: how durable that one was asked to be. */
  readonly begun: ReadonlyMap<string, Durability>
  /** Jots whose transaction was completed: what the person was told is saved. */
  readonly stored: ReadonlySet<string>
  /** Resolves with the next completed transaction, as soon as the page hears of it. */
  next(): Promise<void>
  /** From now on no transaction of this tab that holds a jot comes to its end, as on a disk that is stuck. */
  stick(tab: Page): Promise<void>
}

/** Call it before the first page is opened. */
export async function watchWrites(context: BrowserContext): Promise<Writes> {
  const begun = new Map<string, Durability>()
  const stored = new Set<string>()
  const waiting: (() => void)[] = []
  await context.exposeFunction(
    'heardOfJot',
    (id: string, durability: Durability, isStored: boolean) => {
      begun.set(id, durability)
      if (!isStored) return
      stored.add(id)
      for (const wake of waiting.splice(0)) wake()
    },
  )
  await context.addInitScript(() => {
    Object.assign(globalThis, { shelf: { isStuck: false } })
    const put = IDBObjectStore.prototype.put
    // A transaction lives for as long as something is asked of it.
    const keepAsking = (store: IDBObjectStore) => {
      store.count().onsuccess = () => keepAsking(store)
    }
    IDBObjectStore.prototype.put = function (value, key) {
      const request = put.call(this, value, key)
      if (this.name !== 'jots') return request
      const { transaction } = this
      heardOfJot(value.id, transaction.durability, false)
      transaction.addEventListener('complete', () =>
        heardOfJot(value.id, transaction.durability, true),
      )
      if (shelf.isStuck) keepAsking(this)
      return request
    }
  })
  return {
    begun,
    stored,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    stick: (tab) =>
      tab.evaluate(() => {
        shelf.isStuck = true
      }),
  }
}
