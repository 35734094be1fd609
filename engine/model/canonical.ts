/** What an intent, a fact or a parameter may hold: absent is left out, never null; numbers are safe integers. */
export type Json = string | number | boolean | Json[] | { [key: string]: Json }

/** The deepest nesting that is read; deeper text is refused, not recursed into. */
export const JSON_DEPTH = 32

/**
 * RFC 8785 text of a value: keys sorted by UTF-16 code units, no white space. Restricted to objects, arrays, strings,
 * booleans and safe integers; anything else (null, fractions, undefined) is an error of the caller. A key whose value
 * is undefined is left out.
 */
export function canonical(value: unknown): string {
  return write('', value, 0)
}

/** The text so far with this value behind it. */
function write(before: string, value: unknown, depth: number): string {
  if (depth > JSON_DEPTH) throw new Error(`nested deeper than ${JSON_DEPTH}`)
  if (typeof value === 'string') return before + quoted(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new Error(`not a safe integer: ${value}`)
    return before + value
  }
  if (typeof value === 'boolean') return before + (value ? 'true' : 'false')
  if (typeof value !== 'object' || value === null)
    throw new Error(`not canonical JSON: ${value === null ? 'null' : typeof value}`)
  if (Array.isArray(value)) return list(before, value, depth)
  return record(before, value as Record<string, unknown>, depth)
}

function list(before: string, items: readonly unknown[], depth: number): string {
  let out = `${before}[`
  for (let at = 0; at < items.length; at++)
    out = write(at === 0 ? out : `${out},`, items[at], depth + 1)
  return `${out}]`
}

function record(before: string, value: Record<string, unknown>, depth: number): string {
  let out = `${before}{`
  let isFirst = true
  for (const { key, name, next } of inOrder(value)) {
    const item = value[key]
    if (item === undefined) continue
    out = write(out + (isFirst ? name : next), item, depth + 1)
    isFirst = false
  }
  return `${out}}`
}

/** A key, and its text with the colon: as the first of an object, and as one of the next. */
type Named = { key: string; name: string; next: string }
/** Objects whose keys were written in the same sequence, by their next key; and the keys in order, once some ended here. */
type Sequence = { next: Map<string, Sequence>; ordered?: readonly Named[] }

/** The same few sequences come again in every fact; strangers' are not kept once these are many. */
const SEQUENCES_KEPT = 4_000
const KEY_KEPT_LENGTH = 40
const beginning: Sequence = { next: new Map() }
let sequences = 0

/** The keys of an object in order: sorted once for each sequence in which they come, since sorting costs more than looking. */
function inOrder(value: Record<string, unknown>): readonly Named[] {
  let at = beginning
  for (const key in value) {
    let next = at.next.get(key)
    if (!next) {
      if (sequences >= SEQUENCES_KEPT || key.length > KEY_KEPT_LENGTH) return sorted(value)
      next = { next: new Map() }
      at.next.set(key, next)
      sequences += 1
    }
    at = next
  }
  at.ordered ??= sorted(value)
  return at.ordered
}

const sorted = (value: Record<string, unknown>): Named[] =>
  Object.keys(value)
    .sort()
    .map((key) => ({ key, name: `${quoted(key)}:`, next: `,${quoted(key)}:` }))

/** What JSON leaves as it is; everything else is left to the machine's own quoting. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

function quoted(text: string): string {
  if (plain.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new Error('a string with a lone surrogate')
  return JSON.stringify(text)
}

/** The value of a text that is already canonical, or undefined for any other text. */
export function parseCanonical(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return canonical(value) === text ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
