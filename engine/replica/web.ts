import type { About, DocumentSort } from '../model/document.ts'
import type { FactsFrame } from '../model/follow.ts'
import { realEnv } from '../model/real-env.ts'
import { adoptVisitor } from './adopt.ts'
import type { Ticket } from './line.ts'
import { type Lock, localLock } from './lock.ts'
import { openReplica, type Signal, VISITOR } from './open.ts'
import type { FetchFeed } from './poll.ts'
import type { Replica } from './replica.ts'
import { deleteIndexedDb, openIndexedDb } from './storage/indexeddb.ts'
import type { Channel, TabNews } from './tabs.ts'
import { webDial } from './web-dial.ts'

export type WebOptions = {
  /** `VISITOR` before anybody has signed in. */
  person: string
  device: string
  sorts: Record<string, DocumentSort>
  /** The lane that carries this person's answers. */
  ownLane?: string
  /** Whose review is this person's choice, by the decision's `by`. */
  isMine?(by: string): boolean
  /** Moves a visitor's carts to the person who signs in: what a document of the visitor is about from now on. */
  readdress?(about: About): About
  /** Where the socket is, on the origin of the page. */
  syncPath?: string
  /** A ticket for one connection; left out, this device never connects. */
  ticket?(): Promise<Ticket>
  /** Address of `automerge.wasm`; left out, edits stay jots. */
  wasmUrl?: string
  /** Called when this tab must let go of the database: deleted or upgraded by another tab. */
  onLost?(): void
}

/** The device of one person in this browser: IndexedDB, Web Locks, BroadcastChannel, and the events of the window. */
export async function openWebReplica(options: WebOptions): Promise<Replica> {
  const { person, readdress, onLost, ticket, wasmUrl, syncPath = '/sync' } = options
  const env = realEnv()
  const store = await openIndexedDb(databaseOf(person), indexedDB)
  if (onLost) store.onLost(onLost)
  if (readdress && person !== VISITOR) {
    const from = await openIndexedDb(databaseOf(VISITOR), indexedDB)
    await adoptVisitor({ env, from, to: store, readdress })
    await from.close()
  }
  return openReplica({
    ...options,
    env,
    store,
    tabs: webChannel(databaseOf(person)),
    lock: webLock(),
    signals: webSignals,
    ...(person === VISITOR && { feed: webFeed }),
    ...(ticket && {
      uplink: { load: () => import('./line.ts'), dial: webDial(syncPath), ticket },
    }),
    ...(wasmUrl && {
      documents: { load: () => loadDocuments(wasmUrl), when: idleAfterPaint() },
    }),
  })
}

async function loadDocuments(wasmUrl: string) {
  const [{ initializeWasm }, documents] = await Promise.all([
    import('@automerge/automerge/slim'),
    import('./documents.ts'),
  ])
  await initializeWasm(wasmUrl)
  return documents
}

/** When the page has nothing better to do; never by itself for somebody who pays by the byte. */
function idleAfterPaint(): Promise<unknown> {
  const { connection } = navigator as {
    connection?: { saveData?: boolean; effectiveType?: string }
  }
  if (connection?.saveData || connection?.effectiveType?.endsWith('2g'))
    return new Promise(() => {})
  return firstPaint().then(
    () =>
      new Promise((resolve) => {
        if (typeof requestIdleCallback === 'function') requestIdleCallback(resolve)
        else setTimeout(resolve, 1_000)
      }),
  )
}

/** A page on which nothing can be seen for so long, in milliseconds, is not waited for. */
const PAINT_MS = 10_000

/** When something can be seen, which a page that nobody looks at has not to wait for. */
function firstPaint(): Promise<void> {
  const seen = 'first-contentful-paint'
  const isTold = PerformanceObserver.supportedEntryTypes.includes('paint')
  if (document.hidden || !isTold) return Promise.resolve()
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName(seen).length === 0) return
      observer.disconnect()
      resolve()
    })
    observer.observe({ type: 'paint', buffered: true })
    setTimeout(resolve, PAINT_MS)
  })
}

/** Deletes a person's database; `onBlocked` if another tab does not let go of it. Close the replica first. */
export const forgetWeb = (person: string, onBlocked: () => void): Promise<void> =>
  deleteIndexedDb(databaseOf(person), indexedDB, onBlocked)

const databaseOf = (person: string) => `haat-${person}`

const webFeed: FetchFeed = async (lane, after, signal) => {
  const answer = await fetch(`/api/feed?lane=${encodeURIComponent(lane)}&after=${after}`, {
    signal,
  })
  if (!answer.ok) throw new Error(`the feed answered ${answer.status}`)
  return (await answer.json()) as FactsFrame
}

function webLock(): Lock {
  if (!navigator.locks) return localLock()
  return async (name, work) => {
    // The lock's own types lose the work's; what it resolves to is what the work gave.
    let result: Awaited<ReturnType<typeof work>> | undefined
    await navigator.locks.request(name, async () => {
      result = await work()
    })
    return result as Awaited<ReturnType<typeof work>>
  }
}

function webChannel(name: string): Channel {
  const channel = new BroadcastChannel(name)
  return {
    tell: (news) => channel.postMessage(news),
    listen(listener) {
      channel.onmessage = (event: MessageEvent<TabNews>) => listener(event.data)
    },
    close: () => channel.close(),
  }
}

function webSignals(listener: (signal: Signal) => void): () => void {
  const stop = new AbortController()
  const { signal } = stop
  addEventListener('online', () => listener('online'), { signal })
  addEventListener('offline', () => listener('offline'), { signal })
  document.addEventListener('visibilitychange', () => listener(document.visibilityState), {
    signal,
  })
  if (!navigator.onLine) listener('offline')
  return () => stop.abort()
}
