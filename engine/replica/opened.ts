import * as A from '@automerge/automerge/slim'
import type { DocHandle } from '@automerge/automerge-repo/slim'
import { sha256, toHex } from '../model/bytes.ts'
import type { About, Common } from '../model/document.ts'
import type { DocumentSize } from '../model/document-size.ts'
import { toPlain } from '../model/plain.ts'
import type { Base } from './desk.ts'
import type { Plain } from './jots.ts'

/** A document that Repo has open, with the actor that speaks for this tab in it. */
export type Opened = {
  id: string
  about: About
  /** Another document goes on where this one grows full, so its size is watched. */
  rollsOver: boolean
  handle: DocHandle<Common>
  actor: string
  /** Its first change, which says who the actor is, was made. */
  introduced: boolean
  draining: boolean
  /** The newest heads the server announced; changes among their ancestors are safe. */
  serverHeads: A.Heads | undefined
}

/** The document as screens will read it, at the heads that make it so; `before` is what was known of it. */
export const baseOf = (
  { id, about, rollsOver }: Opened,
  doc: A.Doc<Common>,
  before: Base | undefined,
): Base => ({
  document: id,
  about,
  plain: toPlain(doc) as Plain,
  heads: A.getHeads(doc),
  ...(rollsOver && { size: sizeOf(doc, before) }),
})

/** Only what came since is measured, if what was known is still a part of it. */
function sizeOf(doc: A.Doc<Common>, before: Base | undefined): DocumentSize {
  const goesOn = before?.size !== undefined && A.hasHeads(doc, before.heads)
  const { bytes, changes, ops, maxOp } = (goesOn && before?.size) || NOTHING
  const since = goesOn ? (before?.heads ?? []) : []
  const news = A.getChangesMetaSince(doc, since)
  return {
    bytes: A.getChangesSince(doc, since).reduce((sum, change) => sum + change.length, bytes),
    changes: changes + news.length,
    ops: news.reduce((sum, change) => sum + change.maxOp - change.startOp + 1, ops),
    maxOp: news.reduce((most, change) => Math.max(most, change.maxOp), maxOp),
    actors: Object.keys(doc.people).length,
  }
}

const NOTHING = { bytes: 0, changes: 0, ops: 0, maxOp: 0 }

/** Changes under the key that Repo gives the same bytes when it saves them itself: they are stored once. */
export const chunkOf = (
  document: string,
  data: Uint8Array,
): { key: string[]; data: Uint8Array } => ({
  key: [document, 'incremental', toHex(sha256(data))],
  data,
})
