import type { FactItem } from '../model/follow.ts'
import { readIntent } from '../model/intent.ts'
import { answeredItems, mergedItem, stepped } from './answers.ts'
import type { Desk } from './desk.ts'
import type { Item } from './items.ts'
import type { Notices } from './notices.ts'

/** Items in memory: what was asked, how far each came, and which answers which. */
export type ItemBook = {
  /** Newest first. */
  all(): readonly Item[]
  get(id: string): Item | undefined
  /** What is newer of these is shown; `gone` never were. */
  show(changed: readonly Item[], gone?: readonly string[]): void
  /** Folds verdicts, which come from facts alone. */
  answered(facts: readonly FactItem[]): void
  /** What was asked on another device is known here once its document is. */
  fillBodies(document: string): void
}

export function openItemBook({
  stored,
  desk,
  notices,
  isHere,
}: {
  stored: readonly Item[]
  desk: Desk
  notices: Notices
  /** Is it still on the desk, or unsent? */
  isHere(id: string): boolean
}): ItemBook {
  const items = new Map(
    stored.map((item) => {
      // Neither here nor aside: the server had it, and only saying so was lost.
      const left = item.step === 'saved' && !isHere(item.id) && item.setAside === undefined
      return [item.id, left ? stepped(item, { step: 'sent', at: item.at, to: 'server' }) : item]
    }),
  )
  let sorted: Item[] | undefined

  const told = (ids: string[]) => {
    if (ids.length === 0) return
    sorted = undefined
    notices.tell({ what: 'items', ids })
  }
  /** The intent that answers a review is known by its `answers`; said on the reviewed item, in memory alone. */
  const link = (item: Item): string[] => {
    const reviewed = item.answers === undefined ? undefined : items.get(item.answers)
    if (!reviewed || (reviewed.answeredBy ?? '') >= item.id) return []
    items.set(reviewed.id, { ...reviewed, answeredBy: item.id })
    return [reviewed.id]
  }
  const unlink = (gone: string): string[] => {
    items.delete(gone)
    const reviewed = [...items.values()].filter(({ answeredBy }) => answeredBy === gone)
    for (const { answeredBy: _, ...item } of reviewed) items.set(item.id, item as Item)
    for (const item of items.values()) link(item)
    return [gone, ...reviewed.map(({ id }) => id)]
  }
  const show = (changed: readonly Item[], gone: readonly string[] = []) => {
    for (const item of changed) items.set(item.id, mergedItem(items.get(item.id), item))
    told([...changed.map(({ id }) => id), ...changed.flatMap(link), ...gone.flatMap(unlink)])
  }
  const fillBodies = (document: string) => {
    const texts = desk.base(document)?.plain.intents as Record<string, string> | undefined
    const filled = [...items.values()].flatMap((item) => {
      const text = item.document === document && !item.body ? texts?.[item.id] : undefined
      const read = text === undefined ? undefined : readIntent(text)
      return read && 'intent' in read ? [{ ...item, body: read.intent.body }] : []
    })
    for (const item of filled) items.set(item.id, item)
    told(filled.map(({ id }) => id))
  }
  for (const item of items.values()) link(item)

  return {
    all() {
      sorted ??= [...items.values()].sort(newestFirst)
      return sorted
    },
    get: (id) => items.get(id),
    show,
    answered(facts) {
      const changed = answeredItems(facts, (id) => items.get(id))
      show(changed)
      for (const document of new Set(changed.map((item) => item.document))) fillBodies(document)
    },
    fillBodies,
  }
}

const newestFirst = (a: Item, b: Item) => b.askedAt - a.askedAt || (a.id < b.id ? 1 : -1)
