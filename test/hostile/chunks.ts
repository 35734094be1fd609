import { hash } from 'node:crypto'
import { createDeflateRaw } from 'node:zlib'
import { pushUleb } from '../../engine/host/leb.ts'
import { seal } from '../../engine/host/testing/mutate.ts'
import { GENESIS_ACTOR } from '../../engine/model/genesis.ts'
import type { Author } from './replica.ts'

export type Columns = [spec: number, data: number[] | Uint8Array][]

export const uleb = (value: number): number[] => {
  const out: number[] = []
  pushUleb(out, value)
  return out
}

export const sleb = (value: number): number[] => {
  const out: number[] = []
  for (; value >= 64; value = Math.floor(value / 128)) out.push((value % 128) | 0x80)
  return [...out, value]
}

/** A run of equal values, of one value, or of nulls, as columns write them. */
export const run = (times: number, value: number[]): number[] => [...sleb(times), ...value]
export const single = (value: number[]): number[] => [0x7f, ...value]
export const nulls = (times: number): number[] => [0, ...uleb(times)]

/** A change with just these columns; its second actor is the first change's. */
export function handmade(
  { actor, seq, startOp, deps }: Author,
  columns: Columns,
  { deflate = false } = {},
): { bytes: Uint8Array; hash: string } {
  const head = [
    ...uleb(deps.length),
    ...[...deps].sort().flatMap((dep) => [...Buffer.from(dep, 'hex')]),
    16,
    ...Buffer.from(actor, 'hex'),
    ...uleb(seq),
    ...uleb(startOp),
    0,
    0,
    1,
    16,
    ...Buffer.from(GENESIS_ACTOR, 'hex'),
    ...uleb(columns.length),
    ...columns.flatMap(([spec, data]) => [...uleb(spec), ...uleb(data.length)]),
  ]
  const body = Buffer.concat([
    Uint8Array.from(head),
    ...columns.map(([, data]) => Uint8Array.from(data)),
  ])
  const prefix = Uint8Array.from([1, ...uleb(body.length)])
  return {
    bytes: seal(body, { deflate }),
    hash: hash('sha256', Buffer.concat([prefix, body]), 'hex'),
  }
}

/** Text of `length` equal letters (or a list of nulls) in a new object at a key of `movements`. */
export function longList(
  author: Author,
  length: number,
  { of, deflate }: { of: 'letters' | 'nulls'; deflate: boolean },
): { bytes: Uint8Array; hash: string } {
  const isText = of === 'letters'
  const value = isText ? 0x16 : 0
  const columns: Columns = [
    [0x01, [...single([1]), ...run(length, [0])]],
    [0x02, [...single([2]), ...run(length, uleb(author.startOp))]],
    [0x11, [...nulls(2), ...run(length - 1, [0])]],
    [0x13, [...nulls(1), 0x7e, 0, ...sleb(author.startOp + 1), ...run(length - 2, [1])]],
    [0x15, [...single([1, 0x6d]), ...nulls(length)]],
    [0x34, [1, ...uleb(length)]],
    [0x42, [...single([isText ? 4 : 2]), ...run(length, [1])]],
    [0x56, isText ? [...single([0]), ...run(length, [value])] : run(length + 1, [0])],
    ...(isText ? ([[0x57, new Uint8Array(length).fill(0x61)]] as Columns) : []),
    [0x70, run(length + 1, [0])],
  ]
  return handmade(author, columns, { deflate })
}

/** A deflated chunk that is `megabytes` of zeros when it is opened. */
export async function bomb(megabytes: number): Promise<Uint8Array> {
  const deflate = createDeflateRaw({ level: 9 })
  const parts: Buffer[] = []
  const done = new Promise((resolve) => deflate.on('end', resolve))
  deflate.on('data', (part: Buffer) => parts.push(part))
  const zeros = Buffer.alloc(2 ** 20)
  for (let i = 0; i < megabytes; i++) {
    await new Promise<void>((resolve, reject) =>
      deflate.write(zeros, (error) => (error ? reject(error) : resolve())),
    )
  }
  deflate.end()
  await done
  const data = Buffer.concat(parts)
  const head = [0x85, 0x6f, 0x4a, 0x83, 1, 2, 3, 4, 2, ...uleb(data.length)]
  return new Uint8Array(Buffer.concat([Uint8Array.from(head), data]))
}

/** One op with `count` predecessors. */
export function manyPredecessors(
  author: Author,
  count: number,
): { bytes: Uint8Array; hash: string } {
  return handmade(author, [
    [0x01, single([1])],
    [0x02, single([2])],
    [0x15, single([1, 0x6d])],
    [0x34, [1]],
    [0x42, single([1])],
    [0x56, single([0])],
    [0x70, single(uleb(count))],
    [0x71, run(count, [0])],
    [0x73, run(count, [1])],
  ])
}
