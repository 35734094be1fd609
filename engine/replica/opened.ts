import * as A from '@automerge/automerge/slim'
import type { DocHandle } from '@automerge/automerge-repo/slim'
import { sha256, toHex } from '../model/bytes.ts'
import type { About, Common } from '../model/document.ts'
import { toPlain } from '../model/plain.ts'
import type { Base } from './desk.ts'
import type { Plain } from './jots.ts'

/** A document that Repo has open, with the actor that speaks for this tab in it. */
export type Opened = {
  id: string
  about: About
  handle: DocHandle<Common>
  actor: string
  /** Its first change, which says who the actor is, was made. */
  introduced: boolean
  draining: boolean
  /** The newest heads the server announced; changes among their ancestors are safe. */
  serverHeads: A.Heads | undefined
}

/** The document as screens will read it, at the heads that make it so. */
export const baseOf = ({ id, about }: Opened, doc: A.Doc<Common>): Base => ({
  document: id,
  about,
  plain: toPlain(doc) as Plain,
  heads: A.getHeads(doc),
})

/** Changes under the key that Repo gives the same bytes when it saves them itself: they are stored once. */
export const chunkOf = (
  document: string,
  data: Uint8Array,
): { key: string[]; data: Uint8Array } => ({
  key: [document, 'incremental', toHex(sha256(data))],
  data,
})
