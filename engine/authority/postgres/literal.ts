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

/** Rows in COPY's text format. */
export function copyText(rows: readonly (readonly Cell[])[]): string {
  let out = ''
  for (const row of rows) {
    let line = ''
    for (let at = 0; at < row.length; at++) line += at === 0 ? cell(row[at]) : `\t${cell(row[at])}`
    out += `${line}\n`
  }
  return out
}

function cell(value: Cell): string {
  if (value === undefined) return '\\N'
  if (typeof value !== 'string') return String(value)
  return special.test(value)
    ? value.replace(/[\\\n\r\t]/g, (character) => written[character] as string)
    : value
}
