import type { Cell } from '../../model/area.ts'

/** What an array literal may hold without quotes. */
const bare = /^(?!null$)[a-z0-9_:./+-]+$/i

/** A column's values as a PostgreSQL array literal; absent is NULL. */
export function arrayLiteral(values: readonly (Cell | null)[]): string {
  let out = ''
  for (const value of values) out += `${out === '' ? '' : ','}${element(value)}`
  return `{${out}}`
}

function element(value: Cell | null): string {
  if (value === undefined || value === null) return 'NULL'
  if (typeof value !== 'string') return String(value)
  return bare.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`
}

/** What COPY's text format writes otherwise. */
const special = /[\\\n\r\t]/
const written: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Texts at least this long are written by themselves, so that a row's short ones are not copied with them. */
const LONG = 64
/** So much room is kept from one COPY to the next. */
const KEPT_BYTES = 4 << 20
let kept = Buffer.allocUnsafeSlow(256 << 10)

/** Rows in COPY's text format. The bytes are good until the next call. */
export function copyBytes(rows: readonly (readonly Cell[])[]): Uint8Array {
  let room = kept
  let at = 0
  const write = (text: string) => {
    // UTF-8 takes at most three bytes for a code unit.
    const most = at + text.length * 3
    if (most > room.length) {
      const wider = Buffer.allocUnsafeSlow(most * 2)
      room.copy(wider, 0, 0, at)
      room = wider
    }
    at += room.write(text, at)
  }
  for (const row of rows) {
    let line = ''
    for (let column = 0; column < row.length; column++) {
      if (column > 0) line += '\t'
      const text = cell(row[column])
      if (text.length < LONG) {
        line += text
        continue
      }
      if (line !== '') write(line)
      write(text)
      line = ''
    }
    write(`${line}\n`)
  }
  if (room.length <= KEPT_BYTES) kept = room
  return room.subarray(0, at)
}

function cell(value: Cell): string {
  if (value === undefined) return '\\N'
  if (typeof value !== 'string') return String(value)
  return isSpecial(value)
    ? value.replace(/[\\\n\r\t]/g, (character) => written[character] as string)
    : value
}

/** One search for each letter is many times as quick as one for all, where there is much to search. */
const isSpecial = (text: string): boolean =>
  text.length < LONG
    ? special.test(text)
    : text.includes('\\') || text.includes('\n') || text.includes('\t') || text.includes('\r')
