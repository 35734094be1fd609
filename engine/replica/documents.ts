import * as A from '@automerge/automerge/slim'
import {
  type DocHandle,
  type DocumentId,
  decodeHeads,
  type PeerId,
  Repo,
  type StorageId,
  type UrlHeads,
} from '@automerge/automerge-repo/slim'
import { toHex } from '../model/bytes.ts'
import { parseCanonical } from '../model/canonical.ts'
import { type About, type Common, documentId } from '../model/document.ts'
import type { Base } from './desk.ts'
import { drainDocument } from './drain.ts'
import type { ServerFrame } from './frames.ts'
import type { Jot } from './jots.ts'
import type { Line } from './line.ts'
import type { Lock } from './lock.ts'
import { onMoved } from './moves.ts'
import type { Notebook } from './notebook.ts'
import type { ReplicaOptions } from './open.ts'
import { baseOf, chunkOf, type Opened } from './opened.ts'
import { isNoAccess, NO_ACCESS, openRecovery, type Recovery } from './set-aside.ts'
import { joined, SLICE_BYTES } from './slice.ts'
import { storageAdapter } from './storage/adapter.ts'
import { Uplink } from './uplink.ts'

/** How long after storage failed the desk is drained again, in milliseconds. */
const RETRY_MS = 5_000

/** The document engine: everything that needs automerge-repo and its wasm. */
export type Documents = {
  /** Opens a document, asking the server for it if it is not here. */
  open(document: string, about: About): void
  /** Fetches a document of which only the id is known: an intent in it waits for this person. */
  fetch(document: string): void
  /** Jots become changes, in tap order; intents only while the server is there. */
  drain(): Promise<void>
  recovery: Recovery
  /** Takes changes that another tab has stored; gives the document as it is then, if it holds all of `heads`. */
  merge(document: string, changes: Uint8Array[], heads: readonly string[]): Base | undefined
  close(): Promise<void>
}

export type DocumentsOptions = Pick<
  ReplicaOptions,
  'env' | 'person' | 'device' | 'store' | 'sorts'
> & {
  peerId: string
  lock: Lock
  notebook: Notebook
  line: Promise<Line> | undefined
  trouble(error: unknown): void
}

export async function openDocuments(options: DocumentsOptions): Promise<Documents> {
  const { env, person, store, sorts, notebook, lock, trouble } = options
  const stop = new AbortController()
  const repo = new Repo({
    storage: storageAdapter(store, { env, stop: stop.signal, onTrouble: trouble }),
    network: [],
    peerId: options.peerId as PeerId,
    isEphemeral: false,
  })
  const opened = new Map<string, Promise<Opened>>()
  const ready = new Map<string, Opened>()
  const dirty = new Set<Opened>()
  /** What the server last said of documents that this person may not write, for as long as the connection lasts. */
  const denied = new Map<string, 'read' | 'none'>()
  let recovery: Recovery | undefined
  let refreshing: Promise<void> | undefined
  let line: Line | undefined
  let drains: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined

  const find = (id: string, about: About): Promise<Opened> => {
    let found = opened.get(id)
    if (!found) {
      found = load(id, about)
      opened.set(id, found)
    }
    return found
  }
  const load = async (id: string, about: About): Promise<Opened> => {
    const handle = await repo.find<Common>(id as DocumentId, {
      allowableStates: ['ready', 'requesting', 'unavailable'],
    })
    const document: Opened = {
      id,
      about,
      rollsOver: sorts[about.sort]?.rollsOver !== undefined,
      handle,
      // Fresh at every opening: an actor derived from the person or device would let two tabs speak as one.
      actor: toHex(env.chance.bytes(16)),
      introduced: false,
      draining: false,
      // Repo may have had it open before, and says only what is new.
      serverHeads: saidHeads(handle),
    }
    ready.set(id, document)
    giveUpDenied(id)
    onMoved(handle, () => {
      refresh(document)
      // A handle that was empty calls itself ready only after it has said so.
      Promise.resolve()
        .then(() => recovery?.answered(document))
        .catch(trouble)
    })
    handle.on('remote-heads', ({ storageId, heads }) => {
      if (storageId !== serverStorage()) return
      document.serverHeads = decodeHeads(heads as UrlHeads)
      settle(document)
      recovery?.answered(document).catch(trouble)
    })
    if (handle.isReady()) refresh(document)
    settle(document)
    return document
  }
  const fetchUnknown = async (id: string) => {
    if (opened.has(id)) return
    const handle = await repo.find<Common>(id as DocumentId, {
      allowableStates: ['ready', 'requesting', 'unavailable'],
    })
    const meet = async () => {
      if (!handle.isReady()) return
      const about = parseCanonical(String(handle.doc().about)) as About | undefined
      if (about && documentId(about) === id) await find(id, about)
    }
    // A handle that was empty calls itself ready only after it has said so.
    handle.once('change', () => void Promise.resolve().then(meet).catch(trouble))
    await meet()
  }
  let storageId: StorageId | undefined
  const isMuted = (id: string) => recovery?.isMuted(id) ?? false
  const serverStorage = () => {
    storageId = (line?.peer()?.peerMetadata?.storageId as StorageId | undefined) ?? storageId
    return storageId
  }
  const saidHeads = (handle: DocHandle<Common>) => {
    const server = serverStorage()
    const said = server && handle.getSyncInfo(server)?.lastHeads
    return said && decodeHeads(said)
  }

  const holding = () => {
    // What waits is not asked about: it is sent.
    const waiting = new Set([...notebook.unsent().values()].map(({ jot }) => jot.document))
    const here = [...ready.values()].filter(
      ({ id, handle }) => handle.isReady() && !waiting.has(id),
    )
    return new Map(here.map(({ id, handle }) => [id, A.getHeads(handle.doc())]))
  }

  const refresh = (document: Opened) => {
    dirty.add(document)
    refreshing ??= (async () => {
      await Promise.resolve()
      for (const moved of dirty) {
        dirty.delete(moved)
        // A drain shows its own result, with the jots gone in the same breath.
        if (moved.draining || !moved.handle.isReady()) continue
        const doc = moved.handle.doc()
        const before = notebook.desk.base(moved.id)
        const known = before?.heads
        const base = baseOf(moved, doc, before)
        if (sameHeads(base.heads, known)) continue
        // What was shown before the power was cut is not taken back: the server will send it again.
        if (known && !A.hasHeads(doc, known)) continue
        await notebook.rebase(base, chunkOf(moved.id, A.saveSince(doc, known ?? []))).catch(trouble)
        settle(moved)
      }
      refreshing = undefined
    })().catch(trouble)
  }
  /** Tells the notebook which of its unsent changes the server has. */
  const settle = ({ id, handle, serverHeads }: Opened) => {
    if (!serverHeads || !handle.isReady()) return
    const doc = handle.doc()
    if (!A.hasHeads(doc, serverHeads)) return
    const outside = new Set(A.getChangesMetaSince(doc, serverHeads).map(({ hash }) => hash))
    const safe = [...notebook.unsent().values()].filter(
      ({ jot, change }) => jot.document === id && A.hasHeads(doc, [change]) && !outside.has(change),
    )
    if (safe.length === 0) return
    notebook
      .sent(
        safe.map(({ jot }) => jot.id),
        env.now(),
      )
      .catch(trouble)
  }

  /** What is in a document that this person may not write is never asked for: it is taken out. */
  const giveUpDenied = (id: string) => {
    const may = denied.get(id)
    if (may) recovery?.denied(id, may).catch(trouble)
  }
  const hear = (frame: ServerFrame) => {
    const { documentId: id = '' } = 'documentId' in frame ? frame : {}
    switch (frame.type) {
      case 'doc-unavailable': {
        const unknown = ready.get(id)
        if (unknown) recovery?.answered(unknown, true).catch(trouble)
        break
      }
      case 'access':
        if (frame.may === 'write') denied.delete(id)
        else {
          denied.set(id, frame.may)
          giveUpDenied(id)
        }
        break
      case 'refused':
        if (isNoAccess(frame.changes)) denied.set(id, 'none')
        break
    }
  }

  /** What the server does not have of a document, if something of it waits and it is little; else it will ask. */
  const ahead = (id: string): Uint8Array[] => {
    const document = ready.get(id)
    const waits = [...notebook.unsent().values()].some(({ jot }) => jot.document === id)
    if (!waits || !document?.handle.isReady() || recovery?.isUnderWay(id)) return []
    const { serverHeads = [] } = document
    const doc = document.handle.doc()
    const changes = A.getChangesSince(doc, A.hasHeads(doc, serverHeads) ? serverHeads : [])
    return changes.reduce((sum, change) => sum + change.length, 0) < SLICE_BYTES ? changes : []
  }

  const drainAll = () =>
    lock(`haat-jots-${person}`, async () => {
      const rows = await store.list('jots')
      const due = rows
        .map(({ value }) => value as Jot)
        .filter(({ what }) => what === 'edit' || line?.peer() !== undefined)
      const byDocument = new Map<string, Jot[]>()
      for (const jot of due) {
        byDocument.set(jot.document, [...(byDocument.get(jot.document) ?? []), jot])
      }
      for (const [id, jots] of byDocument) {
        if (recovery?.isUnderWay(id)) continue
        if (denied.has(id)) {
          await notebook.shelve(jots, NO_ACCESS)
          continue
        }
        const document = await find(id, (jots[0] as Jot).about)
        document.draining = true
        try {
          await drainDocument(document, jots, options)
        } finally {
          document.draining = false
        }
        refresh(document)
        settle(document)
        giveUpDenied(id)
      }
    })
  /** One at a time; whoever comes while one is waiting its turn shares it. */
  const drain = () => {
    next ??= drains.then(async () => {
      next = undefined
      if (!stop.signal.aborted) await drainAll().catch(drainLater)
    })
    drains = next
    return next
  }
  const drainLater = async (error: unknown) => {
    trouble(error)
    await env.wait(RETRY_MS, stop.signal)
    drain().catch(trouble)
  }

  const forget = async (id: string) => {
    const document = await opened.get(id)
    opened.delete(id)
    ready.delete(id)
    if (!document) return
    dirty.delete(document)
    document.handle.removeAllListeners()
    // Nothing new of it reaches Repo any more; what Repo is in the middle of hearing must be over, or it would go on with a
    // document that is gone, and throw where nobody listens.
    await env.wait(0)
    repo.delete(id as DocumentId)
  }

  recovery = await openRecovery(options, {
    stop: stop.signal,
    find: ({ document, about }) => find(document, about),
    peek: (id) => ready.get(id),
    forget,
    drain,
  })
  for (const { document, about } of notebook.desk.known()) find(document, about).catch(trouble)
  await drain()
  options.line?.then((connected) => {
    if (stop.signal.aborted) return
    line = connected
    line.on((news) => {
      if (news.news === 'down') denied.clear()
      else if (news.news === 'frame') hear(news.frame)
    })
    repo.networkSubsystem.addNetworkAdapter(
      new Uplink(line, { env, beforeAttach: drain, holding, isMuted, ahead }),
    )
  }, trouble)

  return {
    open(id, about) {
      // One that is being let go of is opened again when it is gone.
      if (!isMuted(id)) find(id, about).catch(trouble)
    },
    fetch(id) {
      if (!isMuted(id)) fetchUnknown(id).catch(trouble)
    },
    drain,
    recovery,
    merge(id, changes, heads) {
      const document = ready.get(id)
      if (!document?.handle.isReady()) return undefined
      document.handle.update((doc) => A.loadIncremental(doc, joined(changes)))
      const doc = document.handle.doc()
      return A.hasHeads(doc, [...heads]) ? baseOf(document, doc, notebook.desk.base(id)) : undefined
    },
    async close() {
      stop.abort()
      for (const adapter of repo.networkSubsystem.adapters) adapter.disconnect()
      await drains.catch(() => {})
      await refreshing
      for (const [, document] of opened) {
        const { handle } = await document
        handle.removeAllListeners()
        // Nobody will answer any more: this ends the timers of those who wait.
        if (!handle.isReady()) handle.unavailable()
      }
    },
  }
}

const sameHeads = (a: readonly string[], b: readonly string[] | undefined) =>
  b !== undefined && a.length === b.length && a.every((head, i) => head === b[i])
