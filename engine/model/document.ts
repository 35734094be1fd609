import bs58check from 'bs58check'
import { sha256 } from './bytes.ts'
import { canonical } from './canonical.ts'
import type { DocumentSize } from './document-size.ts'

/** What a document is about: its sort and what tells it from its siblings. Its id is derived from this alone. */
export type About = { sort: string; [name: string]: string | number }

/** Text that is not edited together: one value, never merged letter by letter. Read it with `String(…)`. */
export type Text = { toString(): string }
/** A number that is added up when replicas merge. Read it with `Number(…)`. */
export type Count = { valueOf(): number }

/**
 * The constructors an edit is handed, so that one edit runs on the plain projection now and on the document later.
 * `add` is the only way to change a count.
 */
export type Make = {
  text(value: string): Text
  count(value: number): Count
  add(container: object, key: string, by: number): void
}

export type Edit<Doc, Args> = (doc: Doc, args: Args, make: Make) => void

/** What every document holds besides its own containers. */
export type Common = {
  about: Text
  /** Who speaks through an actor: `people/<actor>`. */
  people: Record<string, { person: Text; device: Text }>
  /** `intents/<uuidv7>`: canonical JSON of an intent, written once. */
  intents: Record<string, Text>
}

/** Where an op writes and what it does; what a path policy is asked about. */
export type PathOp = {
  /** Keys from the root, e.g. `['lines', '0190…', 'qty']`. */
  path: readonly string[]
  action: 'set' | 'delete' | 'increment' | 'make'
  /** The value set, if it is a scalar. */
  value?: unknown
  /** What stands at this key already: values of this document, losing ones too, and of changes before this one. */
  before?: readonly unknown[]
}

/** Nothing else stands there: what is written once may be said again, but not changed. */
export const isWrittenOnce = ({ action, value, before = [] }: PathOp): boolean =>
  action === 'set' && typeof value === 'string' && before.every((one) => one === value)

/**
 * A sort of document: its empty containers (all made in the first change, so that two replicas can never make two of
 * them), its edits, and which ops its writers may make. `edits` decide nothing by clock or chance: all comes in args.
 */
export type DocumentSort<Doc = unknown, Edits = Record<string, Edit<Doc, never>>> = {
  sort: string
  /** The containers of a new document, empty, in a fixed order; `about`, `people` and `intents` are added. */
  first(): object
  edits: Edits
  /**
   * Set if another document goes on where this one grows full: at half of what is kept of a document, or sooner. Left
   * out where a document ends with what it is about, as a cart with its order.
   */
  rollsOver?: Partial<DocumentSize>
  /** May `person` make this op? Asked for every op of every change, besides the rules that hold for all sorts. */
  allows(op: PathOp, by: { person: string; actor: string }): boolean
}

export const defineDocument = <Doc, Edits extends Record<string, Edit<Doc & Common, never>>>(
  sort: DocumentSort<Doc & Common, Edits>,
): DocumentSort<Doc & Common, Edits> => sort

const DOMAIN = 'haat/doc/1\0'

/** The 16 bytes of a document's id: the first half of SHA-256 over the domain and the canonical `about`. */
export function documentIdBytes(about: About): Uint8Array {
  return sha256(new TextEncoder().encode(DOMAIN + canonical(about))).slice(0, 16)
}

/** The id as automerge-repo writes it (base58check); two replicas about the same thing name the same document. */
export const documentId = (about: About): string => bs58check.encode(documentIdBytes(about))
