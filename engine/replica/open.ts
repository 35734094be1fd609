import { toHex } from '../model/bytes.ts'
import type { About, DocumentSort } from '../model/document.ts'
import type { Env } from '../model/env.ts'
import type { FactItem, FactsFrame } from '../model/follow.ts'
import { answeredItems } from './answers.ts'
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
  const notebook = await openNotebook({ store, sorts: options.sorts, notices, tabs, moved })
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
    // A full disk is the person's business; anything else stays visible as a broken promise.
    if (isFull(error)) pulse.see({ freeBytes: 0 })
    else throw error
  }
  const lanes = openLanes({
    store,
    rows: new Map(laneRows.map(({ key, value }) => [key, value as LaneRow])),
    changed: (lane, keys) => notices.tell({ what: 'lane', lane, keys }),
    onTrouble: trouble,
  })
  const take = async (frame: FactsFrame): Promise<FactItem[] | 'gap'> => {
    let answering = notebook.answering([])
    let items = answeredItems([], notebook.item)
    const taken = await lanes.receive(frame, env.now(), (fresh) => {
      if (frame.lane === ownLane) items = answeredItems(fresh, notebook.item)
      answering = notebook.answering(items)
      return answering.writes
    })
    if (taken === 'gap') return 'gap'
    answering.show()
    pulse.see({ left: follower.left() })
    if (taken.length > 0) tabs.tell({ news: 'facts', frame, items })
    return taken
  }
  const follower = openFollower({ lanes, take })

  const loadDocuments = (): Promise<void> => {
    if (closed || !options.documents || documents) return Promise.resolve()
    loading ??= options.documents
      .load()
      .then((module) =>
        module.openDocuments({
          ...options,
          peerId,
          lock,
          notebook,
          line: connection?.line,
          trouble,
        }),
      )
      .then(
        async (opened) => {
          if (closed) return opened.close()
          documents = opened
          for (const [id, about] of wanted) opened.open(id, about)
          await opened.drain()
        },
        () => {
          // Not fetched (offline, first visit): tried again at the next edit, signal or connection.
          loading = undefined
        },
      )
    return loading
  }
  const work = () => {
    if (documents) documents.drain().catch(trouble)
    else loadDocuments().catch(trouble)
  }

  tabs.listen((news) => {
    notebook.hear(news)
    if (news.news === 'facts') lanes.hear(news.frame, env.now())
    documents?.hear(news)
    if (news.news === 'jotted') work()
  })
  moved()
  if (ownLane) await follower.follow(ownLane)
  connection = connect({
    options,
    peerId,
    follower,
    lanes,
    pulse,
    clockOffset: (clockOffset as number | undefined) ?? 0,
    onConnected: () => void loadDocuments().catch(trouble),
    onRefused: (frame) => documents?.refused(frame).catch(trouble),
  })
  const unlisten = options.signals?.((signal) => {
    connection?.signal(signal)
    if ((signal === 'online' || signal === 'visible') && loading === undefined) work()
  })
  options.documents?.when?.then(() => loadDocuments()).catch(trouble)
  if (notebook.desk.jots().length > 0 && !options.documents?.when) work()

  const asking: Asking = { env, notebook, worked: work }
  return {
    person,
    device: options.device,
    lane: lanes.view,
    async follow(lane) {
      await follower.follow(lane)
      return lanes.view(lane)
    },
    unfollow: follower.unfollow,
    document: (sort, about) =>
      documentRef(sort, about, {
        env,
        notebook,
        worked: work,
        wanted: (id) => {
          wanted.set(id, about)
          documents?.open(id, about)
        },
        ask: (document, shape, body, given) => ask(asking, { document, about, shape, body, given }),
      }),
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

const isFull = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'storage-full'
