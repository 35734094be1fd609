import * as v from 'valibot'
import { hashText } from './bytes.ts'
import { canonical, type Json, parseCanonical } from './canonical.ts'
import type { Instant } from './env.ts'

/** The longest intent text, in UTF-8 bytes. */
export const INTENT_BYTES = 48 * 1024

const uuid7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
/** What an answer may name: a document's intent, or one of the system's, whose ids are UUIDv8 (hashes of their cause). */
const uuid7or8 = /^[0-9a-f]{8}-[0-9a-f]{4}-[78][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

const IntentSchema = v.strictObject({
  v: v.literal(1),
  kind: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  basis: v.pipe(v.array(hash), v.maxLength(64)),
  until: v.optional(v.pipe(v.number(), v.safeInteger())),
  answers: v.optional(v.pipe(v.string(), v.regex(uuid7or8))),
  body: v.record(v.string(), v.unknown()),
})

/**
 * What somebody asks, complete and in one value: what its author saw (`basis`, document heads as hex) and consents to
 * (`body`). `until` is the server time after which it must not be done; `answers` names the reviewed intent it answers.
 */
export type Intent = {
  v: 1
  kind: string
  basis: string[]
  until?: Instant
  answers?: string
  body: { [key: string]: Json }
}

/** Ids in documents are UUIDv7 and nothing else. */
export const isIntentId = (id: string): boolean => uuid7.test(id)

/** The one scalar that is written into the document: canonical JSON (RFC 8785). */
export const writeIntent = (intent: Intent): string => canonical(intent)

/** The intent in a text, or why it cannot be read; the caller refuses it `malformed`. */
export function readIntent(text: string): { intent: Intent } | { malformed: string } {
  if (isTooLong(text)) return { malformed: 'too-long' }
  const value = parseCanonical(text)
  if (value === undefined) return { malformed: 'not-canonical-json' }
  const read = v.safeParse(IntentSchema, value)
  if (!read.success) return { malformed: v.getDotPath(read.issues[0]) ?? 'shape' }
  return { intent: read.output as Intent }
}

/** A UTF-16 code unit is at most three bytes, so most texts need not be encoded to be measured. */
const isTooLong = (text: string): boolean =>
  text.length * 3 > INTENT_BYTES && new TextEncoder().encode(text).length > INTENT_BYTES

/** SHA-256 of the intent's UTF-8 text, as hex: the same id with another hash is another question. */
export const payloadHash = (text: string): string => hashText(text)
