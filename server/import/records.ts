import { parse } from 'csv-parse/sync'
import { type Line, linesOf, RECORD_BYTES, RECORD_LINES } from './lines.ts'

/** One record of a CSV file: its fields as text, or why it cannot be read. `line` is where it begins. */
export type Record = { line: number } & ({ fields: string[] } | { unreadable: Unreadable })
export type Unreadable = 'bad-utf8' | 'open-quote' | 'bad-quotes' | 'too-long'

/**
 * The records of a CSV file (RFC 4180) in order; a quoted field may go on over lines. A record that cannot be read costs
 * its first line only: reading goes on with the next, so one stray quote never swallows the rest of a file.
 */
export async function* recordsOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Record> {
  let waiting: Line[] = []
  const settle = function* (atEnd: boolean): Generator<Record> {
    for (;;) {
      const first = waiting[0]
      if (!first) return
      if (first.bytes.length === 0) {
        waiting = waiting.slice(1)
        continue
      }
      const through = closedBy(waiting)
      if (through === undefined && !atEnd && fits(waiting)) return
      const whole = through === undefined ? undefined : read(waiting.slice(0, through))
      if (whole && 'fields' in whole) {
        yield { line: first.number, ...whole }
        waiting = waiting.slice(through)
        continue
      }
      const alone = through === 1 ? whole : undefined
      yield { line: first.number, ...(alone ?? { unreadable: 'open-quote' as const }) }
      waiting = waiting.slice(1)
    }
  }
  for await (const line of linesOf(withoutMark(stream))) {
    waiting.push(line)
    yield* settle(false)
  }
  yield* settle(true)
}

/** After how many lines every quote is closed again; undefined while one is open. */
function closedBy(lines: readonly Line[]): number | undefined {
  let quotes = 0
  for (const [at, { bytes }] of lines.entries()) {
    for (const byte of bytes) if (byte === QUOTE) quotes++
    if (quotes % 2 === 0) return at + 1
  }
  return undefined
}

const QUOTE = 0x22
const fits = (lines: readonly Line[]) =>
  lines.length < RECORD_LINES &&
  lines.reduce((bytes, line) => bytes + line.bytes.length, 0) < RECORD_BYTES

function read(lines: readonly Line[]): { fields: string[] } | { unreadable: Unreadable } {
  const bytes = Buffer.concat(lines.flatMap((line) => [line.bytes, Buffer.from('\n')]).slice(0, -1))
  if (bytes.length > RECORD_BYTES) return { unreadable: 'too-long' }
  let text: string
  try {
    text = utf8.decode(bytes)
  } catch {
    return { unreadable: 'bad-utf8' }
  }
  try {
    const [fields, more] = parse(text, { relax_column_count: true }) as string[][]
    return fields && !more ? { fields } : { unreadable: 'bad-quotes' }
  } catch {
    return { unreadable: 'bad-quotes' }
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Without the byte order mark that some programs begin a file with. */
async function* withoutMark(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let first = true
  for await (const chunk of stream) {
    const marked = first && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
    first = false
    yield marked ? chunk.subarray(3) : chunk
  }
}
