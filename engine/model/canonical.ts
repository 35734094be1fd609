/** What an intent, a fact or a parameter may hold: absent is left out, never null; numbers are safe integers. */
export type Json = string | number | boolean | Json[] | { [key: string]: Json }

/** The deepest nesting that is read; deeper text is refused, not recursed into. */
export const JSON_DEPTH = 32

/**
 * RFC 8785 text of a value: keys sorted by UTF-16 code units, no white space. Restricted to objects, arrays, strings,
 * booleans and safe integers; anything else (null, fractions, undefined) is an error of the caller. A key whose value
 * is undefined is left out.
 */
export function canonical(value: unknown, depth = 0): string {
  if (depth > JSON_DEPTH) throw new Error(`nested deeper than ${JSON_DEPTH}`)
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      if (!Number.isSafeInteger(value) || Object.is(value, -0))
        throw new Error(`not a safe integer: ${value}`)
      return String(value)
    case 'object':
      if (Array.isArray(value)) return list(value, depth)
      if (value !== null) return record(value as Record<string, unknown>, depth)
  }
  throw new Error(`not canonical JSON: ${value === null ? 'null' : typeof value}`)
}

function list(items: readonly unknown[], depth: number): string {
  let out = ''
  for (const item of items) out += `${out === '' ? '' : ','}${canonical(item, depth + 1)}`
  return `[${out}]`
}

function record(value: Record<string, unknown>, depth: number): string {
  let out = ''
  for (const key of sorted(Object.keys(value))) {
    const item = value[key]
    if (item === undefined) continue
    out += `${out === '' ? '' : ','}${named(key)}${canonical(item, depth + 1)}`
  }
  return `{${out}}`
}

/** Most objects are written with their keys in order, or nearly: looking costs less than sorting. */
function sorted(keys: string[]): string[] {
  for (let at = 1; at < keys.length; at++) {
    if ((keys[at] as string) < (keys[at - 1] as string)) return keys.sort()
  }
  return keys
}

/** What JSON leaves as it is; everything else is left to the machine's own quoting. */
const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

function quoted(text: string): string {
  if (plain.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new Error('a string with a lone surrogate')
  return JSON.stringify(text)
}

/** The same few names come again in every fact; strangers' names are not kept once these are many. */
const NAMES_KEPT = 2_000
const NAME_KEPT_LENGTH = 40
const names = new Map<string, string>()

function named(key: string): string {
  const known = names.get(key)
  if (known !== undefined) return known
  const name = `${quoted(key)}:`
  if (names.size < NAMES_KEPT && key.length <= NAME_KEPT_LENGTH) names.set(key, name)
  return name
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
