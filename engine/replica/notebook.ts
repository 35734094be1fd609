import type { About } from '../model/document.ts'
import type { Instant } from '../model/env.ts'
import type { FactItem } from '../model/follow.ts'
import { stepped } from './answers.ts'
import { type Base, type Desk, openDesk } from './desk.ts'
import { openItemBook } from './item-book.ts'
import type { Item, Step } from './items.ts'
import { againKey, type Jot } from './jots.ts'
import type { Notices } from './notices.ts'
import type { ReplicaOptions } from './open.ts'
import type { Unsent } from './outbox.ts'
import type { DeviceStore, Write } from './storage/device-store.ts'
import type { Channel, RebuiltNews, TabNews } from './tabs.ts'
import { openWriter } from './writer.ts'

/**
 * What this person did and was answered: jots, documents as JSON, items and unsent changes, in memory as the image of
 * the store. What a person does is stored, then shown as saved, then told to the other tabs; only an edit is on the
 * screen before it is stored, and taken off again if that fails. What the server says is shown at once.
 */
export type Notebook = {
  readonly desk: Desk
  items(): readonly Item[]
  item(id: string): Item | undefined
  unsent(): ReadonlyMap<string, Unsent>
  /** Writes a jot down, strictly; with its item, if it is an intent. */
  jot(jot: Jot, item?: Item): Promise<void>
  /** True if the jot was still here. */
  takeBack(jot: Jot): Promise<boolean>
  /** Jots have become changes: the chunks are stored and the jots deleted in one strict transaction, or nothing is. */
  drain(drained: Drained): Promise<boolean>
  /**
   * A document moved because others changed it. Relaxed, since the server has it all; but the changes go with what they
   * make it look like, so that after a power cut no screen shows what the document does not hold.
   */
  rebase(base: Base, changes: { key: string[]; data: Uint8Array }): Promise<void>
  /** The server has these changes. */
  sent(ids: readonly string[], at: Instant): Promise<void>
  /**
   * Facts of the person's own lane: verdicts. They are stored as facts and nowhere else, so that no late write of an
   * item, here or in another tab, can take one back; at the start they are given again.
   */
  answered(facts: readonly FactItem[]): void
  /** Keeps a document's branch, if any, and marks the document, in one strict transaction that takes it from storage. */
  setAside(mark: Mark, branch?: Uint8Array): Promise<void>
  /** Jots that may not enter their document are kept aside with the reason, in one strict transaction. */
  shelve(jots: readonly Jot[], reason: string): Promise<void>
  /** The document is here as the server has it: its unsent work goes where it belongs, in one strict transaction. */
  rebuild(rebuilt: Rebuilt): Promise<void>
  idle(): Promise<void>
}

export type Drained = {
  jots: readonly Jot[]
  unsent: readonly Unsent[]
  base: Base
  chunks: readonly { key: string[]; data: Uint8Array }[]
  /** The changes alone, for the other tabs' documents. */
  changes: Uint8Array[]
  /** Jots that this version cannot do; they are kept aside. */
  undoable: readonly Jot[]
}

/** A document that is taken from here to be had again from the server, and which changes were the cause, if any. */
export type Mark = {
  document: string
  about: About
  at: Instant
  reasons: { hash: string; reason: string }[]
}
export const markKey = (document: string): string => `haat/rebuilding/${document}`

export type Rebuilt = {
  mark: Mark
  at: Instant
  /** Left out if the server has no such document. */
  base?: Base
  chunk?: { key: string[]; data: Uint8Array }
  sent: readonly Unsent[]
  again: readonly Unsent[]
  aside: readonly Unsent[]
}

export async function openNotebook({
  store,
  sorts,
  notices,
  tabs,
  moved,
  onTrouble,
}: {
  store: DeviceStore
  sorts: ReplicaOptions['sorts']
  notices: Notices
  tabs: Channel
  /** What waits has changed. */
  moved(): void
  onTrouble(error: unknown): void
}): Promise<Notebook & { hear(news: TabNews): void }> {
  const [jots, bases, storedItems, storedUnsent] = await Promise.all([
    store.list('jots'),
    store.list('projections'),
    store.list('items'),
    store.list('waiting'),
  ])
  const desk = openDesk(sorts, {
    jots: jots.map(({ value }) => value as Jot),
    bases: bases.map(({ value }) => value as Base),
    unsent: storedUnsent.map(({ value }) => (value as Unsent).jot),
  })
  const unsent = new Map(storedUnsent.map(({ key, value }) => [key, value as Unsent]))
  const here = new Set([...desk.jots().map(({ id }) => id), ...unsent.keys()])
  const items = openItemBook({
    stored: storedItems.map(({ value }) => value as Item),
    desk,
    notices,
    isHere: (id) => here.has(id),
  })
  const writer = openWriter(store)
  const showWork = (documents: Iterable<string>) => {
    for (const id of new Set(documents)) notices.tell({ what: 'document', id })
    notices.tell({ what: 'waiting' })
    moved()
  }
  const showJots = (added: readonly Jot[]) => {
    for (const jot of added) desk.lay(jot)
    showWork(added.map(({ document }) => document))
  }
  const showDrained = (keys: readonly string[], added: readonly Unsent[], base: Base) => {
    desk.lift(keys)
    for (const each of added) unsent.set(each.jot.id, each)
    desk.rebase(base)
    items.fillBodies(base.document)
    showWork([base.document])
  }
  const showRebuilt = ({ document, gone, jots, items: changed, base }: RebuiltNews) => {
    for (const id of gone) unsent.delete(id)
    if (base) desk.rebase(base)
    else desk.clear(document)
    for (const jot of jots) desk.lay(jot)
    items.show(changed)
    showWork([document, ...jots.map((jot) => jot.document)])
  }
  const itemRows = (changed: readonly Item[]) =>
    changed.map((item): Write => ({ put: 'items', key: item.id, value: item }))

  return {
    desk,
    items: items.all,
    item: items.get,
    unsent: () => unsent,
    async jot(jot, item) {
      const changed = item ? [item] : []
      if (jot.what === 'edit') showJots([jot])
      try {
        await writer.write(
          [{ put: 'jots', key: jot.key, value: jot }, ...itemRows(changed)],
          'strict',
        )
      } catch (error) {
        desk.lift([jot.key])
        showWork([jot.document])
        onTrouble(error)
        throw error
      }
      if (jot.what === 'intent') showJots([jot])
      items.show(changed)
      tabs.tell({ news: 'jotted', jots: [jot], items: changed })
    },
    async takeBack(jot) {
      const written = await writer.write(
        [
          { expect: 'jots', key: jot.key },
          { drop: 'jots', key: jot.key },
          { drop: 'items', key: jot.id },
        ],
        'strict',
      )
      if (!written) return false
      desk.lift([jot.key])
      items.show([], [jot.id])
      showWork([jot.document])
      tabs.tell({ news: 'taken-back', jots: [jot.key], gone: [jot.id] })
      return true
    },
    async drain({ jots: done, unsent: added, base, chunks, changes, undoable }) {
      const writes: Write[] = [
        ...done.map((jot): Write => ({ expect: 'jots', key: jot.key })),
        ...done.map((jot): Write => ({ drop: 'jots', key: jot.key })),
        ...chunks.map(({ key, data }): Write => ({ chunk: key, data })),
        ...added.map((each): Write => ({ put: 'waiting', key: each.jot.id, value: each })),
        ...undoable.map(
          (jot): Write => ({ put: 'aside', key: jot.id, value: { jot, reason: 'edit-unknown' } }),
        ),
        { put: 'projections', key: base.document, value: base },
      ]
      if (!(await writer.write(writes, 'strict'))) return false
      const keys = done.map(({ key }) => key)
      showDrained(keys, added, base)
      tabs.tell({ news: 'drained', jots: keys, unsent: [...added], base, changes })
      return true
    },
    async rebase(base, { key, data }) {
      desk.rebase(base)
      items.fillBodies(base.document)
      notices.tell({ what: 'document', id: base.document })
      await writer.write(
        [
          { chunk: key, data },
          { put: 'projections', key: base.document, value: base },
        ],
        'relaxed',
      )
    },
    async sent(ids, at) {
      const known = ids.filter((id) => unsent.has(id))
      if (known.length === 0) return
      const heard: Step = { step: 'sent', at, to: 'server' }
      const news = known.flatMap((id) => {
        const item = items.get(id)
        const after = item && stepped(item, heard)
        return after && after !== item ? [after] : []
      })
      for (const id of known) unsent.delete(id)
      items.show(news)
      showWork([])
      // Relaxed: what is lost here is learnt again from the server's heads.
      await writer.write(
        [...known.map((id): Write => ({ drop: 'waiting', key: id })), ...itemRows(news)],
        'relaxed',
      )
      tabs.tell({ news: 'sent', unsent: known, items: news })
    },
    answered: items.answered,
    async setAside(mark, branch) {
      await writer.write(
        [
          { dropChunks: [mark.document] },
          ...(branch
            ? [{ chunk: ['set-aside', mark.document, String(mark.at)], data: branch }]
            : []),
          { put: 'kv', key: markKey(mark.document), value: mark },
        ],
        'strict',
      )
      tabs.tell({ news: 'set-aside', mark })
    },
    async shelve(jots, reason) {
      const keys = jots.map(({ key }) => key)
      const changed = jots.flatMap(({ id }) => putAside(items.get(id), reason))
      const written = await writer.write(
        [
          ...keys.flatMap((key): Write[] => [
            { expect: 'jots', key },
            { drop: 'jots', key },
          ]),
          ...jots.map((jot): Write => ({ put: 'aside', key: jot.id, value: { jot, reason } })),
          ...itemRows(changed),
        ],
        'strict',
      )
      if (!written) return
      desk.lift(keys)
      items.show(changed)
      const documents = [...new Set(jots.map(({ document }) => document))]
      showWork(documents)
      tabs.tell({ news: 'shelved', jots: keys, items: changed, documents })
    },
    async rebuild({ mark, at, base, chunk, sent, again, aside }) {
      const { document } = mark
      const jotsAgain = again.map(({ jot }) => ({ ...jot, key: againKey(jot.key) }))
      const gone = [...sent, ...again, ...aside].map(({ jot }) => jot.id)
      const heard: Step = { step: 'sent', at, to: 'server' }
      const changed = [
        ...sent.flatMap(({ jot }) => items.get(jot.id) ?? []).map((item) => stepped(item, heard)),
        ...again.flatMap(({ jot }) => carriedBy(items.get(jot.id), jot.document)),
        ...aside.flatMap(({ jot, refused }) =>
          refused === undefined ? [] : putAside(items.get(jot.id), refused),
        ),
      ]
      const writes: Write[] = [
        { expect: 'kv', key: markKey(document) },
        { drop: 'kv', key: markKey(document) },
        ...(mark.reasons.length > 0 || aside.length > 0
          ? [{ put: 'aside' as const, key: `${document}/${mark.at}`, value: { ...mark, aside } }]
          : []),
        base
          ? { put: 'projections', key: document, value: base }
          : { drop: 'projections', key: document },
        ...(chunk ? [{ chunk: chunk.key, data: chunk.data }] : []),
        ...gone.map((id): Write => ({ drop: 'waiting', key: id })),
        ...jotsAgain.map((jot): Write => ({ put: 'jots', key: jot.key, value: jot })),
        ...itemRows(changed),
      ]
      // False: another tab was quicker, and its news says the same.
      if (!(await writer.write(writes, 'strict'))) return
      const news = { document, gone, jots: jotsAgain, items: changed, ...(base && { base }) }
      showRebuilt(news)
      tabs.tell({ news: 'rebuilt', ...news })
    },
    idle: () => writer.idle(),
    hear(news) {
      switch (news.news) {
        case 'jotted':
          showJots(news.jots)
          return items.show(news.items)
        case 'taken-back':
          desk.lift(news.jots)
          items.show([], news.gone)
          return showWork([])
        case 'shelved':
          desk.lift(news.jots)
          items.show(news.items)
          return showWork(news.documents)
        case 'drained':
          return showDrained(news.jots, news.unsent, news.base)
        case 'sent':
          for (const id of news.unsent) unsent.delete(id)
          items.show(news.items)
          return showWork([])
        case 'rebuilt':
          return showRebuilt(news)
        case 'facts':
        case 'set-aside':
          return
      }
    },
  }
}

/** An item that goes on in another document than it was asked in. */
const carriedBy = (item: Item | undefined, document: string): Item[] =>
  item && item.document !== document ? [{ ...item, document }] : []

/** An item whose change the server will not take; one that has gone further was taken after all. */
const putAside = (item: Item | undefined, reason: string): Item[] =>
  item?.step === 'saved' ? [{ ...item, setAside: reason }] : []
