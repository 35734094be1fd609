import { canonical } from '../model/canonical.ts'
import type { About, DocumentSort, Edit } from '../model/document.ts'
import type { Instant } from '../model/env.ts'
import { plainMake } from '../model/plain.ts'

/**
 * What somebody did, written down before anything else happens to it: an edit by name, or an intent as the one text it
 * will ever have. It leaves the table in the transaction that stores its change. `after` is the last edit that the
 * intent's author saw and that had no change yet: when it has one, that is what the intent is based on.
 */
export type Jot = {
  /** Its place in tap order; see `jotKey`. */
  key: string
  id: string
  document: string
  about: About
  at: Instant
  /** The edit's name, or the intent's kind. */
  name: string
} & ({ what: 'edit'; args: unknown } | { what: 'intent'; text: string; after?: string })

const DIGITS = 12

/**
 * Tap order across tabs: a Lamport count (above every jot its author had seen), then the id. No clock decides it, so a
 * clock set back cannot put an edit before the line it edits.
 */
export const jotKey = (count: number, id: string): string =>
  `${String(count).padStart(DIGITS, '0')}-${id}`
/** The key of one that is done again: it keeps its place, and nobody takes it for late news of the first time. */
export const againKey = (key: string): string => `${key}+`
export const jotCount = (key: string): number => Number(key.slice(0, DIGITS))

/** A document as JSON: what screens read. */
export type Plain = { [container: string]: unknown }

/** The document before anybody edited it. */
export const emptyPlain = (sort: Pick<DocumentSort, 'first'>, about: About): Plain => ({
  about: canonical(about),
  ...structuredClone(sort.first()),
  people: {},
  intents: {},
})

/** The edit a jot names, or undefined if this version no longer knows it. */
export const editOf = (
  sort: DocumentSort | undefined,
  name: string,
): Edit<unknown, unknown> | undefined =>
  (sort?.edits as Record<string, Edit<unknown, unknown>> | undefined)?.[name]

/** Does a jot to a plain document, in place; what cannot be done is left out, as the document will leave it out. */
export function jotDown(plain: Plain, jot: Jot, sort: DocumentSort | undefined): void {
  if (jot.what === 'intent') {
    ;(plain.intents as Record<string, string>)[jot.id] ??= jot.text
    return
  }
  editOf(sort, jot.name)?.(plain, structuredClone(jot.args), plainMake)
}
