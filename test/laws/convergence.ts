import * as A from '@automerge/automerge/slim'
import { canonical } from '../../engine/model/canonical.ts'
import { documentId } from '../../engine/model/document.ts'
import { toPlain } from '../../engine/model/plain.ts'
import type { LawCheck } from './check.ts'
import { grouped } from './group.ts'
import type { ChangeRow, Rows, ShownDocument } from './rows.ts'
import { type Violation, violation } from './violation.ts'

/** What a document shows, as one text: what every replica of it must agree on. */
export const shownText = (doc: A.Doc<unknown>): string => canonical(toPlain(doc))

/**
 * I6: replicas with the same changes show the same document; what is stored loads again, to the heads the row names;
 * a snapshot is what its changes come to.
 */
export const replicasConverge: LawCheck = ({ rows, documents }) => [
  ...documents.flatMap(againstFirst(documents)),
  ...everyChangeHasItsDocument(rows),
  ...storedDocumentsLoad(rows, documents),
]

function againstFirst(documents: readonly ShownDocument[]) {
  const first = new Map<string, ShownDocument>()
  for (const shown of documents) if (!first.has(shown.doc)) first.set(shown.doc, shown)
  return (shown: ShownDocument): Violation[] => {
    const other = first.get(shown.doc) as ShownDocument
    if (same(shown.heads, other.heads)) {
      if (shown.shown === other.shown) return []
      return [violation('I6', 'shown-differently', `${shown.doc} at ${shown.at} and ${other.at}`)]
    }
    return [violation('I6', 'heads-differ', `${shown.doc} at ${shown.at} and ${other.at}`)]
  }
}

function everyChangeHasItsDocument(rows: Rows): Violation[] {
  const known = new Set<string>()
  const broken = rows.documents.flatMap(({ id, about, state }) => {
    const isNew = !known.has(id)
    known.add(id)
    const isSound = STATES.includes(state) && documentId(about) === id
    return isNew && isSound ? [] : [violation('I6', 'document-row', `${id} ${state}`)]
  })
  for (const doc of new Set(rows.changes.map((row) => row.doc))) {
    if (!known.has(doc)) broken.push(violation('I6', 'changes-without-document', doc))
  }
  return broken
}

const STATES = ['open', 'sealed', 'quarantined', 'erased']

function storedDocumentsLoad(rows: Rows, documents: readonly ShownDocument[]): Violation[] {
  const changes = grouped(rows.changes, (row) => row.doc)
  const snapshots = grouped(rows.snapshots, (row) => row.doc)
  const shown = new Map(documents.map((document) => [document.doc, document]))
  return rows.documents.flatMap(({ id, heads, version }) => {
    const own = (changes.get(id) ?? []).sort((a, b) => a.n - b.n)
    const gap = own.findIndex((row, i) => row.n !== i + 1)
    if (gap >= 0 || own.length !== version) {
      return [violation('I6', 'changes-not-gapless', `${id}: ${own.length} of ${version}`)]
    }
    const doc = replay(own)
    if (!doc) return []
    const found = headsOf(doc)
    const broken: Violation[] = []
    if (!same(found, heads)) broken.push(violation('I6', 'stored-heads-differ', id))
    const saved = A.load<unknown>(A.save(doc))
    if (!same(headsOf(saved), found)) broken.push(violation('I6', 'saved-heads-differ', id))
    const replica = shown.get(id)
    if (replica && same(replica.heads, found) && replica.shown !== shownText(doc)) {
      broken.push(violation('I6', 'shown-differently', `${id} at ${replica.at} and in the rows`))
    }
    if (replica && !same(replica.heads, found)) {
      broken.push(violation('I6', 'heads-differ', `${id} at ${replica.at} and in the rows`))
    }
    for (const snapshot of snapshots.get(id) ?? []) {
      const upTo = replay(own.slice(0, snapshot.n))
      const kept = A.load<unknown>(snapshot.bytes)
      if (!upTo || !same(headsOf(kept), headsOf(upTo)) || shownText(kept) !== shownText(upTo)) {
        broken.push(violation('I6', 'snapshot-differs', `${id} at ${snapshot.n}`))
      }
      if (upTo) A.free(upTo)
      A.free(kept)
    }
    A.free(doc)
    A.free(saved)
    return broken
  })
}

/** The document that rows come to; undefined when the bytes of one were folded into a snapshot. */
function replay(rows: readonly ChangeRow[]): A.Doc<unknown> | undefined {
  const bytes = rows.map((row) => row.bytes)
  if (bytes.some((change) => change === undefined)) return undefined
  return A.applyChanges(A.init<unknown>(), bytes as Uint8Array[])[0]
}

const headsOf = (doc: A.Doc<unknown>) => A.getHeads(doc)
const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && [...a].sort().join() === [...b].sort().join()
