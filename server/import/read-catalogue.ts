import { createReadStream } from 'node:fs'
import { CannotStart } from '../cannot-start.ts'
import { skuAssigner } from './assign-sku.ts'
import type { Wanted } from './catalogue-state.ts'
import { productOf } from './product-of.ts'
import { type Columns, columnsOf, readRow } from './read-row.ts'
import { recordsOf } from './records.ts'
import type { LineNote } from './report.ts'

/** One row of the file: what it wants, or what is to be told of it; `bytes` is how far the file has been read. */
export type CatalogueLine = { line: number; bytes: number; wanted?: Wanted; note?: LineNote }

/** The rows of a catalogue in order, streamed. A file that cannot be read at all is a sentence. */
export async function* readCatalogue(file: string): AsyncGenerator<CatalogueLine> {
  const stream = createReadStream(file)
  const assign = skuAssigner()
  let columns: Columns | undefined
  try {
    for await (const record of recordsOf(stream)) {
      const { line } = record
      const bytes = stream.bytesRead
      if (!columns) {
        columns = header(file, record)
        continue
      }
      const read =
        'fields' in record ? readRow(line, record.fields, columns) : { refused: record.unreadable }
      if ('refused' in read) {
        yield { line, bytes, note: { line, what: 'rejected', reason: read.refused } }
        continue
      }
      const { row } = read
      const assigned = assign(row)
      const { sku } = assigned
      if (assigned.what === 'repeat') {
        const what = assigned.otherPrice ? 'repeat-other-price' : 'repeat'
        yield { line, bytes, note: { line, what, sku, of: assigned.of } }
        continue
      }
      const { paise, mrpPaise } = row
      const wanted = { sku, fields: productOf(row), paise, mrpPaise }
      const note: LineNote | undefined =
        assigned.what === 'pack' ? { line, what: 'pack', sku, of: assigned.of } : undefined
      yield note ? { line, bytes, wanted, note } : { line, bytes, wanted }
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!code) throw error
    throw new CannotStart(`The catalogue ${file} cannot be read (${code}).`, { cause: error })
  }
  if (!columns)
    throw new CannotStart(`The catalogue ${file} is empty: its first line names the columns.`)
}

function header(file: string, record: { fields: string[] } | { unreadable: string }): Columns {
  if ('unreadable' in record) {
    throw new CannotStart(`The first line of ${file} cannot be read (${record.unreadable}).`)
  }
  const columns = columnsOf(record.fields)
  if ('missing' in columns) {
    throw new CannotStart(
      `The first line of ${file} must name the columns; missing: ${columns.missing.join(', ')}.`,
    )
  }
  return columns
}
