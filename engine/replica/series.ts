import { canonical } from '../model/canonical.ts'
import type { About, DocumentSort, Edit } from '../model/document.ts'
import { type DocumentSize, isHalfFull } from '../model/document-size.ts'
import type { Desk } from './desk.ts'
import type { DocumentRef, DocumentSeries } from './replica.ts'

/** What a change costs besides what it says: its hashes, its actor, its columns. More rather than less, in bytes. */
const CHANGE_BYTES = 200
/** And in ops, for an edit that is still a jot. */
const JOT_OPS = 10

/** The number by which documents of one name follow each other; the first may go without. */
export const numberOf = (about: About): number => Number(about.number ?? 1)

/** Every device comes to the same, so two that roll over without a network go on in the same document. */
export const nextAbout = (about: About): About => ({ ...about, number: numberOf(about) + 1 })

/** What the document to write in is about, of those that follow the one about `first`; it may be still to be made. */
export function openAbout(
  desk: Pick<Desk, 'known' | 'base' | 'jots'>,
  rollsOver: Partial<DocumentSize> | undefined,
  first: About,
): About {
  const { about, document } = seriesOf(desk, first).at(-1) ?? { about: first }
  const isFull =
    rollsOver !== undefined &&
    document !== undefined &&
    isHalfFull(sizeHere(desk, document), rollsOver)
  return isFull ? nextAbout(about) : about
}

/** Where work goes that the document about `about` has no room for. */
export function laterAbout(
  desk: Pick<Desk, 'known' | 'base' | 'jots'>,
  rollsOver: Partial<DocumentSize>,
  about: About,
): About {
  const open = openAbout(desk, rollsOver, about)
  return numberOf(open) > numberOf(about) ? open : nextAbout(about)
}

/** The documents of one sort and name that are here, by number, and the one about `first` in any case. */
export function seriesOf(
  desk: Pick<Desk, 'known'>,
  first: About,
): { about: About; document?: string }[] {
  const name = nameOf(first)
  const found = desk.known().filter(({ about }) => nameOf(about) === name)
  const hasFirst = found.some(({ about }) => numberOf(about) === numberOf(first))
  return [...found, ...(hasFirst ? [] : [{ about: first }])].sort(
    (a, b) => numberOf(a.about) - numberOf(b.about),
  )
}

export function documentSeries<Doc, Edits extends Record<string, Edit<Doc, never>>>(
  sort: DocumentSort<Doc, Edits>,
  first: About,
  desk: Pick<Desk, 'known' | 'base' | 'jots'>,
  document: (about: About) => DocumentRef<Doc, Edits>,
): DocumentSeries<Doc, Edits> {
  const refs = new Map<number, DocumentRef<Doc, Edits>>()
  const refOf = (about: About) => {
    const known = refs.get(numberOf(about)) ?? document(about)
    refs.set(numberOf(about), known)
    return known
  }
  // Looking at the one that comes next fetches it, if another device has begun it.
  const open = () => refOf(openAbout(desk, sort.rollsOver, first))
  return {
    all() {
      open()
      return seriesOf(desk, first).map(({ about }) => refOf(about))
    },
    open,
  }
}

const nameOf = ({ number: _, ...name }: About): string => canonical(name)

/** As large as it is, with what will come into it from the desk. */
function sizeHere(desk: Pick<Desk, 'base' | 'jots'>, document: string): DocumentSize {
  const jots = desk.jots().filter((jot) => jot.document === document)
  const { size = BEGUN } = desk.base(document) ?? {}
  const ops = jots.length * JOT_OPS
  return {
    bytes: jots.reduce((sum, jot) => sum + CHANGE_BYTES + lengthOf(jot), size.bytes),
    changes: size.changes + jots.length,
    ops: size.ops + ops,
    maxOp: size.maxOp + ops,
    actors: size.actors,
  }
}

/** A document that is nothing but jots yet will begin with its first change. */
const BEGUN: DocumentSize = {
  bytes: CHANGE_BYTES,
  changes: 1,
  ops: JOT_OPS,
  maxOp: JOT_OPS,
  actors: 0,
}

/** In UTF-8 a letter takes up to three bytes for each unit of its UTF-16. */
const lengthOf = (jot: { what: 'edit'; args: unknown } | { what: 'intent'; text: string }) =>
  3 * (jot.what === 'intent' ? jot.text : (JSON.stringify(jot.args) ?? '')).length
