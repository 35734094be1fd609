import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RECORD_BYTES } from './lines.ts'
import { recordsOf } from './records.ts'

/** Reads a file that arrives in pieces of `piece` bytes. */
async function readAll(file: string | Buffer, piece = 7) {
  const bytes = Buffer.from(file)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
  }
  const records = []
  for await (const record of recordsOf(pieces())) records.push(record)
  return records
}

test('quotes, commas, empty fields and CRLF are read as RFC 4180 says', async () => {
  expect(await readAll('a,"b, c",""\r\n"5"" pan",,d\n')).toEqual([
    { line: 1, fields: ['a', 'b, c', ''] },
    { line: 2, fields: ['5" pan', '', 'd'] },
  ])
})

test('a quoted field may go on over lines, and the next record knows its line', async () => {
  expect(await readAll('a,"b\nc"\n\nd,e')).toEqual([
    { line: 1, fields: ['a', 'b\nc'] },
    { line: 4, fields: ['d', 'e'] },
  ])
})

test('a byte order mark is no part of the first name', async () => {
  expect(await readAll('\ufeffname,price\n')).toEqual([{ line: 1, fields: ['name', 'price'] }])
})

test('a stray quote costs its own line, and all others are read', async () => {
  const file = `a,1\nb "open,2\n${Array.from({ length: 40 }, (_, i) => `c${i},3`).join('\n')}\n`
  const records = await readAll(file, 100)
  expect(records[1]).toEqual({ line: 2, unreadable: 'open-quote' })
  expect(records.filter((record) => 'fields' in record).length).toBe(41)
  expect(records.at(-1)).toEqual({ line: 42, fields: ['c39', '3'] })
})

test('two stray quotes that seem to close each other cost their own lines only', async () => {
  expect(await readAll('a,1\nb "x,2\nc,3\nd" y,4\ne,5\n')).toEqual([
    { line: 1, fields: ['a', '1'] },
    { line: 2, unreadable: 'open-quote' },
    { line: 3, fields: ['c', '3'] },
    { line: 4, unreadable: 'open-quote' },
    { line: 5, fields: ['e', '5'] },
  ])
})

test('bytes that are not UTF-8 cost their line', async () => {
  const file = Buffer.concat([
    Buffer.from('a,1\nb'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from(',2\nc,3\n'),
  ])
  expect(await readAll(file)).toEqual([
    { line: 1, fields: ['a', '1'] },
    { line: 2, unreadable: 'bad-utf8' },
    { line: 3, fields: ['c', '3'] },
  ])
})

test('a line without an end is refused in bounded memory', async () => {
  const records = await readAll(`a,1\n${'x'.repeat(10 * RECORD_BYTES)}\nb,2\n`, 1000)
  expect(records[0]).toEqual({ line: 1, fields: ['a', '1'] })
  expect(records.at(-1)).toMatchObject({ fields: ['b', '2'] })
  expect(records.slice(1, -1).every((r) => 'unreadable' in r && r.unreadable === 'too-long')).toBe(
    true,
  )
})

test('however the file is cut into pieces, the same records are read', async () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', 'த', ' '), maxLength: 6 })
  const csv = (fields: string[]) => fields.map((f) => `"${f.replaceAll('"', '""')}"`).join(',')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, piece) => {
        const records = await readAll(rows.map(csv).join('\n'), piece)
        expect(records.map((r) => 'fields' in r && r.fields)).toEqual(rows)
      },
    ),
  )
})
