import { toHex } from '../model/bytes.ts'
import type { About, DocumentSort } from '../model/document.ts'
import type { Env } from '../model/env.ts'
import { HaatError } from '../model/error.ts'
import type { FactItem, FactsFrame } from '../model/follow.ts'
import { type Asking, ask } from './ask.ts'
import { type Connection, connect, type UplinkOptions } from './connection.ts'
import { documentRef } from './document-ref.ts'
import type { Documents, openDocuments } from './documents.ts'
import { exported } from './export.ts'
import { openFollower } from './follower.ts'
import { type LaneRow, openLanes } from './lanes.ts'
import { type Lock, localLock } from './lock.ts'
import { openNotebook } from './notebook.ts'
import { openNotices } from './notices.ts'
import { waitingOf } from './outbox.ts'
import type { FetchFeed } from './poll.ts'
import { openPulse } from './pulse.ts'
import type { Replica } from './replica.ts'
import { documentSeries } from './series.ts'
import type { DeviceStore } from './storage/device-store.ts'
import { type Channel, noTabs } from './tabs.ts'

/** The person of a device on which nobody has signed in. */
export const VISITOR = 'visitor'

export type Signal = 'online' | 'offline' | 'visible' | 'hidden'

export type ReplicaOptions = {
  env: Env
  /** `VISITOR` for somebody who has not signed in: such a device holds jots and lanes and opens no socket. */
  person: string
  device: string
  /** This person's database; the replica closes it. */
  store: DeviceStore
  sorts: Record<string, DocumentSort>
  /** The lane that carries this person's answers; always followed when there is an uplink. */
  ownLane?: string
  /** Whose review is this person's choice, by the decision's `by`; everybody's if left out. */
  isMine?: (by: string) => boolean
  uplink?: UplinkOptions
  /** The document engine, fetched when `when` resolves or at the first edit, whichever comes first. */
  documents?: {
    load(): Promise<{ openDocuments: typeof openDocuments }>
    when?: Promise<unknown>
  }
  /** Facts over HTTP, for a device without an uplink. */
  feed?: FetchFeed
  tabs?: Channel
  lock?: Lock
  /** Told of machinery that failed and is tried again: storage that is full, or gone. */
  onTrouble?(error: HaatError): void
  /** What the world says of the network and of this tab. */
  signals?: (listener: (signal: Signal) => void) => () => void
}

/** Opens a person's device: reads what is stored, and from then on works with or without a network. */
export async function openReplica(options: ReplicaOptions): Promise<Replica> {
  const { env, store, person, ownLane } = options
  const tabs = options.tabs ?? noTabs
  const lock = options.lock ?? localLock()
  const isMine = options.isMine ?? (() => true)
  const notices = openNotices()
  const peerId = `device-${toHex(env.chance.bytes(16))}`
  const [laneRows, syncedAt, clockOffset] = await Promise.all([
    store.list('lanes'),
    store.get('kv', 'haat/synced-at'),
    store.get('kv', 'haat/clock-offset'),
  ])
  let connection: Connection | undefined
  let documents: Documents | undefined
  let loading: Promise<void> | undefined
  let closed = false
  const wanted = new Map<string, About>()

  const moved = () => {
    const rows = waiting()
    pulse.see({ pending: rows.length, oldest: rows[0]?.since })
  }
  const notebook = await openNotebook({
    store,
    sorts: options.sorts,
    notices,
    tabs,
    moved,
    onTrouble: (error) => trouble(error),
  })
  const waiting = () =>
    waitingOf(notebook.desk, notebook.unsent().values(), connection?.tries() ?? { attempts: 0 })
  const choices = () =>
    notebook.items().filter((i) => i.step === 'review' && !i.answeredBy && isMine(i.by)).length
  const pulse = openPulse({
    env,
    session: person === VISITOR ? 'visitor' : 'good',
    syncedAt: syncedAt as number | undefined,
    choices,
    changed: () => notices.tell({ what: 'status' }),
  })
  const trouble = (error: unknown) => {
    // Broken machinery is reported and tried again; a bug stays visible as a broken promise.
    if (!(error instanceof HaatError)) throw error
    if (error.code === 'storage-full') pulse.see({ freeBytes: 0 })
    options.onTrouble?.(error)
  }
  const lanes = openLanes({
    store,
    rows: new Map(laneRows.map(({ key, value }) => [key, value as LaneRow])),
    changed: (lane, keys) => notices.tell({ what: 'lane', lane, keys }),
    onTrouble: trouble,
  })
  /** A review that waits for this person is of no use without what was asked, which its document holds. */
  const fetchAsked = () => {
    for (const item of notebook.items()) {
      if (item.step === 'review' && !item.answeredBy && !item.body && item.document)
        documents?.fetch(item.document)
    }
  }
  const take = async (frame: FactsFrame): Promise<FactItem[] | 'gap'> => {
    await env.fault('K17')
    const taken = await lanes.receive(frame, env.now())
    if (taken === 'gap') return 'gap'
    if (frame.lane === ownLane) {
      notebook.answered(taken)
      fetchAsked()
    }
    pulse.see({ left: follower.left() })
    await env.fault('K18')
    if (taken.length > 0) tabs.tell({ news: 'facts', frame })
    return taken
  }
  const follower = openFollower({ lanes, take })

  const loadDocuments = (): Promise<void> => {
    // A visitor's edits stay jots: only as jots can they become somebody's.
    if (closed || !options.documents || documents || person === VISITOR) return Promise.resolve()
    loading ??= (async () => {
      const module = await options.documents?.load().catch(() => undefined)
      if (!module) {
        // Not fetched (offline, first visit): tried again at the next edit, signal or connection.
        loading = undefined
        return
      }
      const opened = await module.openDocuments({
        ...options,
        peerId,
        lock,
        notebook,
        line: connection?.line,
        trouble,
      })
      if (closed) return opened.close()
      documents = opened
      for (const [id, about] of wanted) opened.open(id, about)
      fetchAsked()
      await opened.drain()
    })()
    return loading
  }
  const work = () => {
    if (documents) documents.drain().catch(trouble)
    else loadDocuments().catch(trouble)
  }

  tabs.listen((news) => {
    if (news.news === 'drained') {
      // What this tab's own document holds besides must not leave the screen for what the other tab's did.
      const { base, changes } = news
      const merged = documents?.merge(base.document, changes, base.heads)
      notebook.hear(merged ? { ...news, base: merged } : news)
    } else notebook.hear(news)
    if (news.news === 'facts') {
      const fresh = lanes.hear(news.frame, env.now())
      if (news.frame.lane === ownLane) notebook.answered(fresh)
    }
    if (news.news === 'set-aside') documents?.recovery.marked(news.mark).catch(trouble)
    if (news.news === 'rebuilt') documents?.recovery.done(news.document)
    if (news.news === 'jotted') work()
  })
  moved()
  if (ownLane) {
    await follower.follow(ownLane)
    notebook.answered(lanes.view(ownLane).list(''))
  }
  connection = connect({
    options,
    peerId,
    follower,
    lanes,
    pulse,
    clockOffset: (clockOffset as number | undefined) ?? 0,
    onConnected: () => void loadDocuments().catch(trouble),
    onClock: () => notices.tell({ what: 'status' }),
    onRefused: (frame) => documents?.recovery.refused(frame).catch(trouble),
  })
  const unlisten = options.signals?.((signal) => {
    connection?.signal(signal)
    if ((signal === 'online' || signal === 'visible') && loading === undefined) work()
  })
  options.documents?.when?.then(() => loadDocuments()).catch(trouble)
  if (notebook.desk.jots().length > 0 && !options.documents?.when) work()

  const worked = () => {
    pulse.see({ freeBytes: undefined })
    work()
  }
  const asking: Asking = { env, notebook, worked }
  const document: Replica['document'] = (sort, about) =>
    documentRef(sort, about, {
      env,
      notebook,
      worked,
      wanted: (id) => {
        wanted.set(id, about)
        documents?.open(id, about)
      },
      ask: (document, shape, body, given) => ask(asking, { document, about, shape, body, given }),
    })
  return {
    person,
    device: options.device,
    lane: lanes.view,
    async follow(lane) {
      await follower.follow(lane)
      return lanes.view(lane)
    },
    unfollow: follower.unfollow,
    document,
    series: (sort, first) =>
      documentSeries(sort, first, notebook.desk, (about) => document(sort, about)),
    documents: (sort) =>
      notebook.desk
        .known()
        .flatMap(({ document, about }) => (about.sort === sort ? [{ id: document, about }] : [])),
    items: notebook.items,
    item: notebook.item,
    takeBack: (id) =>
      lock(`haat-jots-${person}`, async () => {
        const jot = notebook.desk.jots().find((each) => each.what === 'intent' && each.id === id)
        return jot ? notebook.takeBack(jot) : false
      }),
    waiting,
    sendNow: () => connection?.now(),
    status: pulse.status,
    serverNow: () => env.now() + (connection?.clockOffset() ?? 0),
    on: notices.on,
    kv: {
      get: (key) => store.get('kv', `own/${key}`),
      set: async (key, value) => {
        await store.commit([{ put: 'kv', key: `own/${key}`, value }], 'strict')
      },
      delete: async (key) => {
        await store.commit([{ drop: 'kv', key: `own/${key}` }], 'strict')
      },
    },
    export: () => exported({ person, device: options.device, at: env.now(), notebook, store }),
    async close() {
      if (closed) return
      closed = true
      unlisten?.()
      pulse.close()
      await connection?.close()
      await loading?.catch(() => {})
      await documents?.close()
      await notebook.idle()
      tabs.close()
      await store.close()
    },
  }
}
