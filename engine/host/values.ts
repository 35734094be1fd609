import { isUtf8 } from 'node:buffer'
import { type Cursor, cursor, isAtEnd, sleb, spoil, take, uleb } from './leb.ts'

const TAG_BITS = 16
const FIXED: Record<number, number> = { 0: 0, 1: 0, 2: 0, 5: 8 }
const UNSIGNED = 3
const TEXT = 6
const BYTES = 7
/** Signed: integer, counter, instant. */
const SIGNED = [4, 8, 9]

/**
 * Each value is a length and a type (its low four bits), and its bytes are what the type says: nothing for null and
 * booleans, eight bytes for a float, one whole number, UTF-8, or any bytes; nothing is left over.
 */
export function areValues(lengths: Uint8Array, raw: Uint8Array, most: number): boolean {
  const c = cursor(lengths)
  const values = cursor(raw)
  let rows = 0
  const readOne = (tag: number, times: number) => {
    rows += times
    for (let i = 0; i < times && values.ok && rows <= most; i++) readTyped(values, tag)
  }
  while (!isAtEnd(c) && rows <= most && values.ok) {
    const length = sleb(c)
    if (length > 0) readOne(uleb(c), length)
    else if (length < 0)
      for (let i = 0; i < -length && c.ok && rows <= most; i++) readOne(uleb(c), 1)
    else {
      const nulls = uleb(c)
      if (nulls === 0) spoil(c)
      rows += nulls
    }
  }
  return c.ok && values.ok && isAtEnd(values) && rows <= most
}

function readTyped(values: Cursor, tag: number): void {
  const type = tag % TAG_BITS
  const bytes = take(values, Math.floor(tag / TAG_BITS))
  if (type === BYTES || FIXED[type] === bytes.length) return
  if (type === TEXT && isUtf8(bytes)) return
  if (type !== UNSIGNED && !SIGNED.includes(type)) spoil(values)
  else if (!isNumber(bytes)) spoil(values)
}

/** One LEB128 number of at most 64 bits: its first byte without the high bit is its last. */
const isNumber = (bytes: Uint8Array): boolean =>
  bytes.length > 0 &&
  bytes.length <= 10 &&
  bytes.findIndex((byte) => byte < 0x80) === bytes.length - 1
