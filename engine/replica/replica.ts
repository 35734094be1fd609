import type { Json } from '../model/canonical.ts'
import type { About, DocumentSort, Edit } from '../model/document.ts'
import type { Instant } from '../model/env.ts'
import type { FactItem } from '../model/follow.ts'
import type { Shape } from '../model/shape.ts'
import type { Item } from './items.ts'
import type { Status } from './status.ts'

/**
 * A device. Everything here works with no network and before any wasm: reads come from the read model (folded facts)
 * and from plain projections of documents, edits and asks are first written down as jots, strictly durable, and enter
 * their documents when the document engine has loaded. Screens know nothing below this.
 */
export type Replica = {
  /** Whose device this is; a visitor has no person yet. */
  readonly person: string
  readonly device: string

  /** Latest value per key of a lane, from memory; empty until followed once. */
  lane(lane: string): LaneView
  /** Keeps a lane fresh whenever there is a connection; what is known is readable at once. Idempotent. */
  follow(lane: string): Promise<LaneView>
  unfollow(lane: string): void

  /** A document by what it is about; it exists the moment it is edited, here or elsewhere. */
  document<Doc, Edits extends Record<string, Edit<Doc, never>>>(
    sort: DocumentSort<Doc, Edits>,
    about: About,
  ): DocumentRef<Doc, Edits>
  /** The documents that go on from one another, where the sort rolls over; `first` is what the first is about. */
  series<Doc, Edits extends Record<string, Edit<Doc, never>>>(
    sort: DocumentSort<Doc, Edits>,
    first: About,
  ): DocumentSeries<Doc, Edits>
  /** Ids of documents of a sort that this device has, with what they are about. */
  documents(sort: string): { id: string; about: About }[]

  /** Every intent this device knows of, newest first. */
  items(): readonly Item[]
  item(id: string): Item | undefined
  /** Takes back an intent that has not entered its document yet: true if it never left this device. */
  takeBack(id: string): Promise<boolean>
  /** What the server does not have yet, oldest first. */
  waiting(): readonly Waiting[]
  /** Tries again now, whatever the back-off says. */
  sendNow(): void

  status(): Status
  /** Server time as last learnt: wall clock plus offset. */
  serverNow(): Instant

  /** Called after something changed, at most once per microtask turn. Returns how to stop. */
  on(listener: (change: Change) => void): () => void
  /**
   * Whatever else belongs to this person on this device, kept strictly and deleted with the database. In a browser a
   * value may be anything that can be cloned (a CryptoKey), elsewhere JSON.
   */
  readonly kv: {
    get(key: string): Promise<unknown>
    set(key: string, value: unknown): Promise<void>
    delete(key: string): Promise<void>
  }
  /** Everything on this device as JSON, for a person to keep. */
  export(): Promise<Json>
  close(): Promise<void>
}

export type Change =
  | { what: 'lane'; lane: string; keys: readonly string[] }
  | { what: 'document'; id: string }
  | { what: 'items'; ids: readonly string[] }
  | { what: 'status' }
  | { what: 'waiting' }

/** A lane as it is now: the same object stays and shows what is new. */
export type LaneView = {
  readonly lane: string
  get(key: string): FactItem | undefined
  /** All facts whose key starts with `prefix`, in key order. */
  list(prefix: string): FactItem[]
  /** Followed up to here; 0 when nothing was ever received. */
  readonly through: number
  /** The newest number the server spoke of. */
  readonly head: number
  /** When the last frame of this lane came, by this device's clock. */
  readonly heardAt: Instant | undefined
}

export type DocumentRef<Doc, Edits> = {
  id: string
  about: About
  /** The document as plain JSON (texts are strings, counts numbers); the empty document if nobody edited it yet. */
  plain(): Doc
  /** True once any edit or sync has made it. */
  exists(): boolean
  /** Resolves once the edit is strictly saved on this device. */
  edit<Name extends keyof Edits & string>(
    name: Name,
    args: Edits[Name] extends Edit<Doc, infer Args> ? Args : never,
  ): Promise<void>
  /** Resolves once the intent is strictly saved on this device. `id` is given when the same content is asked again. */
  ask<Body>(
    shape: Shape<Body>,
    body: Body,
    options?: { until?: Instant; answers?: string; id?: string },
  ): Promise<Item>
  /** Heads of the document as of now, as hex; empty before the engine has loaded a new document. */
  heads(): readonly string[]
}

/**
 * Documents of one sort and name, by number: one that has become half full is followed by the next. Each stays what it
 * is: read it, and whoever has not heard of the next may still write in it.
 */
export type DocumentSeries<Doc, Edits> = {
  /** Those that there are, as far as this device knows, the earliest first; the first is always among them. */
  all(): DocumentRef<Doc, Edits>[]
  /** The one to write in now: the last that there is, or, once that is half full, the one after it. */
  open(): DocumentRef<Doc, Edits>
}

/** Something that still waits on this device. */
export type Waiting = {
  id: string
  what: 'edit' | 'intent'
  /** The edit's or the intent's name. */
  name: string
  document: string
  about: About
  since: Instant
  attempts: number
  lastTry?: Instant
  lastError?: string
}
