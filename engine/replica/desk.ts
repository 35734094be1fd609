import type { About, DocumentSort } from '../model/document.ts'
import type { DocumentSize } from '../model/document-size.ts'
import { emptyPlain, type Jot, jotCount, jotDown, jotKey, type Plain } from './jots.ts'

/** A document as its stored changes make it: the ground on which undrained jots are laid. */
export type Base = {
  document: string
  about: About
  plain: Plain
  heads: string[]
  /** Of a document whose sort rolls over. */
  size?: DocumentSize
}

/** How many departed jots are remembered; news between tabs is never that late. */
const LIFTED_KEYS = 4_096

/**
 * The desk: bases and the jots on top of them, in memory. What it shows is always base plus jots in tap order, so
 * draining a jot into its document moves it from one to the other and changes nothing on the screen.
 */
export type Desk = {
  /** Undrained jots in tap order. */
  jots(): readonly Jot[]
  /** The key of a jot that comes after all seen so far. */
  nextKey(id: string): string
  lay(jot: Jot): void
  lift(keys: readonly string[]): void
  /** Every document that exists here, drained or not. */
  known(): { document: string; about: About }[]
  base(document: string): Base | undefined
  rebase(base: Base): void
  /** Forgets a document; its jots stay. */
  clear(document: string): void
  /** A new object after every change, never edited afterwards; undefined if nobody made the document yet. */
  plain(document: string): Plain | undefined
}

export function openDesk(
  sorts: Record<string, DocumentSort>,
  stored: { jots: Jot[]; bases: Base[]; unsent: Jot[] },
): Desk {
  const jots = [...stored.jots].sort(byKey)
  const bases = new Map(stored.bases.map((base) => [base.document, base]))
  const shown = new Map<string, Plain>()
  /** Keys of jots that left: another tab's news of one may come after it is drained, and must not lay it again. */
  const lifted = new Set<string>()
  // Also above what has a change and may have to be done again: what is tapped now comes after it.
  let count = [...jots, ...stored.unsent].reduce(
    (most, { key }) => Math.max(most, jotCount(key)),
    0,
  )

  const project = (document: string): Plain | undefined => {
    const base = bases.get(document)
    const mine = jots.filter((jot) => jot.document === document)
    const about = base?.about ?? mine[0]?.about
    if (!about) return undefined
    const sort = sorts[about.sort]
    const plain = base ? structuredClone(base.plain) : sort && emptyPlain(sort, about)
    if (plain) for (const jot of mine) jotDown(plain, jot, sort)
    return plain
  }

  return {
    jots: () => jots,
    nextKey: (id) => jotKey(++count, id),
    lay(jot) {
      count = Math.max(count, jotCount(jot.key))
      if (lifted.has(jot.key) || jots.some(({ key }) => key === jot.key)) return
      const last = jots.at(-1)
      jots.push(jot)
      const before = shown.get(jot.document)
      if (last && last.key > jot.key) jots.sort(byKey)
      else if (before) {
        // The newest jot goes on top of what is shown already; no need to lay all of them again.
        const plain = structuredClone(before)
        jotDown(plain, jot, sorts[jot.about.sort])
        shown.set(jot.document, plain)
        return
      }
      shown.delete(jot.document)
    },
    lift(keys) {
      for (const key of keys) {
        lifted.add(key)
        const [oldest] = lifted
        if (lifted.size > LIFTED_KEYS) lifted.delete(oldest as string)
        const at = jots.findIndex((jot) => jot.key === key)
        if (at < 0) continue
        shown.delete((jots[at] as Jot).document)
        jots.splice(at, 1)
      }
    },
    known() {
      const found = new Map<string, About>()
      for (const { document, about } of [...bases.values(), ...jots]) found.set(document, about)
      return [...found].map(([document, about]) => ({ document, about }))
    },
    base: (document) => bases.get(document),
    rebase(base) {
      bases.set(base.document, base)
      shown.delete(base.document)
    },
    clear(document) {
      bases.delete(document)
      shown.delete(document)
    },
    plain(document) {
      const known = shown.get(document)
      if (known) return known
      const plain = project(document)
      if (plain) shown.set(document, plain)
      return plain
    },
  }
}

const byKey = (a: Jot, b: Jot) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
