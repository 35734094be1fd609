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
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new Error('a string with a lone surrogate')
    return JSON.stringify(value)
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new Error(`not a safe integer: ${value}`)
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, depth + 1)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const parts: string[] = []
    for (const key of Object.keys(value).sort()) {
      const item = (value as Record<string, unknown>)[key]
      if (item !== undefined) parts.push(`${canonical(key)}:${canonical(item, depth + 1)}`)
    }
    return `{${parts.join(',')}}`
  }
  throw new Error(`not canonical JSON: ${value === null ? 'null' : typeof value}`)
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
