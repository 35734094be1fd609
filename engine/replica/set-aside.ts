import * as A from '@automerge/automerge/slim'
import { documentId } from '../model/document.ts'
import type { DocumentsOptions } from './documents.ts'
import type { RefusedFrame } from './frames.ts'
import { type Mark, markKey } from './notebook.ts'
import { baseOf, chunkOf, type Opened } from './opened.ts'
import type { Unsent } from './outbox.ts'
import { laterAbout } from './series.ts'

/** This person may not write the document. */
export const NO_ACCESS = 'no-access'
/** Refused for this alone: the document is not this person's, whatever it holds. */
export const isNoAccess = (changes: RefusedFrame['changes']): boolean =>
  changes.length > 0 && changes.every(({ reason }) => reason === NO_ACCESS)

/** Reasons that hold for the whole document: doing the rest again would be refused again. */
const DOCUMENT_FULL = 'document-full'
const FOR_ALL = [NO_ACCESS, DOCUMENT_FULL, 'not-genesis']
/** Longer than automerge-repo waits before it saves a changed document, so that no late save brings the branch back. */
const LATE_SAVE_MS = 250

/**
 * What the server refused can never be part of the shared document, and everything after it depends on it. First the
 * whole branch is kept aside and the document marked (strictly), and it goes from this device; when the server's version
 * is here, work that is not in it and was not itself refused goes back onto the desk, to be done again by a new actor.
 * Until then the screen shows the branch.
 */
export type Recovery = {
  /** Marked, and the server's version is not here yet. */
  isUnderWay(document: string): boolean
  refused(frame: RefusedFrame): Promise<void>
  /** This person may not write the document, or not even read it: its unsent work will never be asked for. */
  denied(document: string, may: 'read' | 'none'): Promise<void>
  /** The document is being let go of: a word about it would bring it back into Repo, with what is to go. */
  isMuted(document: string): boolean
  /** Another tab has marked the document: it is read again here too. */
  marked(mark: Mark): Promise<void>
  /** Another tab has brought the document back. */
  done(document: string): void
  /** The document's changes or the server's heads moved, or the server has no such document. */
  answered(document: Opened, isUnknown?: boolean): Promise<void>
}

export async function openRecovery(
  { env, store, sorts, notebook, lock }: DocumentsOptions,
  {
    stop,
    peek,
    find,
    forget,
    drain,
  }: {
    stop: AbortSignal
    /** The document, if it is open. */
    peek(id: string): Opened | undefined
    find(mark: Mark): Promise<Opened>
    /** Lets go of the document, here and in Repo. */
    forget(id: string): Promise<void>
    drain(): Promise<void>
  },
): Promise<Recovery> {
  const rows = await store.list('kv', markKey(''))
  const marks = new Map(rows.map(({ value }) => [(value as Mark).document, value as Mark]))
  /** Marked documents that were opened anew: what these hold came from the server. */
  const fresh = new Set(marks.keys())
  // The power may have gone between the mark and Repo's last save of the branch.
  for (const document of marks.keys()) await store.commit([{ dropChunks: [document] }], 'strict')

  const muted = new Set<string>()
  const startOver = async (mark: Mark) => {
    muted.add(mark.document)
    await forget(mark.document)
    await env.wait(LATE_SAVE_MS, stop)
    await store.commit([{ dropChunks: [mark.document] }], 'strict')
    muted.delete(mark.document)
    const document = await find(mark)
    fresh.add(mark.document)
    await answered(document)
  }
  const answered = async (document: Opened, isUnknown = false) => {
    const { id, handle, serverHeads } = document
    const mark = marks.get(id)
    if (!mark || !fresh.has(id)) return
    const doc = !isUnknown && handle.isReady() ? handle.doc() : undefined
    if (!isUnknown && !(doc && serverHeads && A.hasHeads(doc, serverHeads))) return
    marks.delete(id)
    fresh.delete(id)
    await notebook.rebuild({
      mark,
      at: env.now(),
      ...(doc && { base: baseOf(document, doc, undefined), chunk: chunkOf(id, A.save(doc)) }),
      ...goneOn(mark, sorted(notebook.unsent().values(), mark, doc)),
    })
    await drain()
  }

  /** What a full document has no room for goes on in the next, where the sort has one; elsewhere it stays aside. */
  const goneOn = ({ about }: Mark, { sent, again, aside }: Sorted): Sorted => {
    const { rollsOver } = sorts[about.sort] ?? {}
    if (!rollsOver) return { sent, again, aside }
    const next = laterAbout(notebook.desk, rollsOver, about)
    const moved = aside
      .filter(({ refused }) => refused === DOCUMENT_FULL)
      .map(({ jot, ...rest }) => ({
        ...rest,
        jot: { ...jot, about: next, document: documentId(next) },
      }))
    return {
      sent,
      again: [...again, ...moved].sort((a, b) => (a.jot.key < b.jot.key ? -1 : 1)),
      aside: aside.filter(({ refused }) => refused !== DOCUMENT_FULL),
    }
  }

  /** Without reasons there is nothing in it that the server does not have, and no branch is kept. */
  const takeAway = async ({ id, about, handle }: Opened, reasons: Mark['reasons']) => {
    const mark: Mark = { document: id, about, at: env.now(), reasons }
    marks.set(id, mark)
    const doc = handle.isReady() ? handle.doc() : undefined
    const branch = doc ? A.save(doc) : new Uint8Array()
    await notebook.setAside(mark, reasons.length > 0 ? branch : undefined)
    await startOver(mark)
  }
  const unsentOf = (document: string) =>
    [...notebook.unsent().values()].filter(({ jot }) => jot.document === document)

  return {
    isUnderWay: (document) => marks.has(document),
    isMuted: (document) => muted.has(document),
    refused: ({ documentId, changes }) =>
      lock(`haat-rebuild-${documentId}`, async () => {
        const document = peek(documentId)
        // Said again, or a sibling tab was refused the same branch and this tab has let go of it.
        if (!document || marks.has(documentId)) return
        const doc = document.handle.isReady() ? document.handle.doc() : undefined
        if (doc && changes.every(({ hash }) => !A.hasHeads(doc, [hash]))) return
        const isLost = isNoAccess(changes) && unsentOf(documentId).length === 0
        await takeAway(document, isLost ? [] : culprits(doc, changes))
      }),
    denied: (id, may) =>
      lock(`haat-rebuild-${id}`, async () => {
        const document = peek(id)
        if (!document) return
        if (marks.has(id)) {
          // Its version is not to be had any more.
          if (may === 'none') await answered(document, true)
          return
        }
        const own = unsentOf(id)
        const isShown = document.handle.isReady() && may === 'none'
        if (own.length === 0 && !isShown) return
        await takeAway(
          document,
          own.map(({ change }) => ({ hash: change, reason: NO_ACCESS })),
        )
      }),
    async marked(mark) {
      marks.set(mark.document, mark)
      await startOver(mark)
    },
    done: (document) => void marks.delete(document),
    answered,
  }
}

type Sorted = { sent: Unsent[]; again: Unsent[]; aside: Unsent[] }

/** What the server has after all, what is to be done again, in tap order, and what stays aside with its reason. */
function sorted(
  all: Iterable<Unsent>,
  { document, reasons }: Mark,
  doc: A.Doc<unknown> | undefined,
): Sorted {
  const forAll = reasons.find(({ reason }) => FOR_ALL.includes(reason))?.reason
  const sent: Unsent[] = []
  const again: Unsent[] = []
  const aside: Unsent[] = []
  for (const unsent of all) {
    if (unsent.jot.document !== document) continue
    const reason = reasons.find(({ hash }) => hash === unsent.change)?.reason ?? forAll
    if (doc && A.hasHeads(doc, [unsent.change])) sent.push(unsent)
    else if (reason === undefined) again.push(unsent)
    else aside.push({ ...unsent, refused: reason })
  }
  return { sent, again: again.sort((a, b) => (a.jot.key < b.jot.key ? -1 : 1)), aside }
}

/**
 * Of the refused changes, those that do not merely come after another refused one: the server cannot take what builds on
 * a change it does not have, whatever it says. Without the document, all of them.
 */
function culprits(
  doc: A.Doc<unknown> | undefined,
  refused: RefusedFrame['changes'],
): RefusedFrame['changes'] {
  const reasons = new Map(refused.map(({ hash, reason }) => [hash, reason]))
  const tainted = new Set<string>()
  for (const { hash, deps } of doc ? A.getChangesMetaSince(doc, []) : []) {
    if (deps.some((dep) => tainted.has(dep))) reasons.delete(hash)
    else if (!reasons.has(hash)) continue
    tainted.add(hash)
  }
  return [...reasons].map(([hash, reason]) => ({ hash, reason }))
}
