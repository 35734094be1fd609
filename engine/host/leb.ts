/**
 * A place in some bytes. Reading past the end, or a number that is too long, sets `ok` to false for good and every later
 * read gives nothing: a parser reads straight on and asks once at the end.
 */
export type Cursor = { readonly bytes: Uint8Array; at: number; readonly end: number; ok: boolean }

export const cursor = (bytes: Uint8Array, at = 0, end = bytes.length): Cursor => ({
  bytes,
  at,
  end,
  ok: true,
})

export function spoil(c: Cursor): 0 {
  c.ok = false
  c.at = c.end
  return 0
}

const MAX_LEB_BYTES = 8

/** Unsigned LEB128 of at most 8 bytes and 2⁵³−1. */
export function uleb(c: Cursor): number {
  let value = 0
  let scale = 1
  for (let i = 0; i < MAX_LEB_BYTES && c.at < c.end; i++) {
    const byte = c.bytes[c.at++] as number
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return Number.isSafeInteger(value) ? value : spoil(c)
    scale *= 128
  }
  return spoil(c)
}

/** Signed LEB128 of at most 8 bytes and ±(2⁵³−1). */
export function sleb(c: Cursor): number {
  let value = 0
  let scale = 1
  for (let i = 0; i < MAX_LEB_BYTES && c.at < c.end; i++) {
    const byte = c.bytes[c.at++] as number
    value += (byte & 0x7f) * scale
    scale *= 128
    if (byte < 0x80) {
      const signed = byte & 0x40 ? value - scale : value
      return Number.isSafeInteger(signed) ? signed : spoil(c)
    }
  }
  return spoil(c)
}

/** The next `length` bytes, as a view. */
export function take(c: Cursor, length: number): Uint8Array {
  if (length > c.end - c.at) {
    spoil(c)
    return c.bytes.subarray(c.end, c.end)
  }
  c.at += length
  return c.bytes.subarray(c.at - length, c.at)
}

export const byte = (c: Cursor): number => (c.at < c.end ? (c.bytes[c.at++] as number) : spoil(c))

export const isAtEnd = (c: Cursor): boolean => c.at === c.end

/** Appends `value` (0 … 2⁵³−1) to `out` as unsigned LEB128. */
export function pushUleb(out: number[], value: number): void {
  while (value >= 0x80) {
    out.push((value % 0x80) + 0x80)
    value = Math.floor(value / 0x80)
  }
  out.push(value)
}
