/** The longest record of a catalogue, in bytes and in lines of the file; a quote left open reaches no further. */
export const RECORD_BYTES = 16 * 1024
export const RECORD_LINES = 20

/** A line of a file as bytes, without its line end; `number` counts from 1. */
export type Line = { number: number; bytes: Buffer }

/** Cuts a stream into lines at LF or CRLF. Bytes are not decoded: whoever reads a line says what is wrong with it. */
export async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let left: Buffer = Buffer.alloc(0)
  let number = 0
  for await (const chunk of stream) {
    let rest = left.length > 0 ? Buffer.concat([left, chunk]) : chunk
    for (let end = rest.indexOf(LF); end >= 0; end = rest.indexOf(LF)) {
      yield { number: ++number, bytes: withoutCr(rest.subarray(0, end)) }
      rest = rest.subarray(end + 1)
    }
    // A line longer than any record is cut where it is: it will be refused, and memory stays bounded.
    if (rest.length > 4 * RECORD_BYTES) {
      yield { number: ++number, bytes: rest }
      rest = Buffer.alloc(0)
    }
    left = Buffer.from(rest)
  }
  if (left.length > 0) yield { number: ++number, bytes: withoutCr(left) }
}

const LF = 0x0a
const CR = 0x0d
const withoutCr = (bytes: Buffer) => (bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes)
