import * as A from '@automerge/automerge'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guard } from './guard.ts'
import { pushUleb } from './leb.ts'
import { limits } from './limits.ts'
import { honestHistory } from './testing/histories.ts'
import { randomFrom, reseal, seal } from './testing/mutate.ts'

const one: [number, number[]] = [0x42, [0x7f, 1]]

describe('an honest change', () => {
  test('is never refused, whatever automerge writes, alone or concurrently', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (seed) => {
        for (const bytes of honestHistory(randomFrom(seed), 40)) {
          const seen = guard(bytes, limits)
          const core = A.decodeChange(bytes)
          expect(seen).toMatchObject({
            ok: true,
            hash: core.hash,
            deps: core.deps,
            actor: core.actor,
            seq: core.seq,
            startOp: core.startOp,
            ops: core.ops.length,
            time: core.time,
          })
        }
      }),
      { numRuns: 30 },
    )
  })

  test('may come deflated and is stored inflated, under the same hash', () => {
    const doc = A.from({ text: new A.ImmutableString('a'.repeat(2_000)) })
    const plain = A.getLastLocalChange(doc) as Uint8Array
    const seen = guard(reseal(plain, { deflate: true }), limits)
    expect(seen).toMatchObject({ ok: true, bytes: guard(plain, limits).ok && plain })
  })
})

describe('a mutated change with its checksum made good', () => {
  test('is refused, or costs no more than the limits say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (seed) => {
        const chance = randomFrom(seed)
        for (const bytes of honestHistory(chance, 10)) {
          const body = bytes.slice()
          for (let i = 0; i < 3; i++) body[11 + (chance() % (body.length - 11))] = chance() & 0xff
          const seen = guard(reseal(body), limits)
          if (seen.ok) expect(seen.ops).toBeLessThanOrEqual(limits.changeOps)
          else expect(seen.detail).not.toBe('')
        }
      }),
      { numRuns: 200 },
    )
  })

  test('is refused without its checksum', () => {
    const bytes = (A.getLastLocalChange(A.from({ a: 1 })) as Uint8Array).slice()
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1
    expect(guard(bytes, limits)).toMatchObject({
      ok: false,
      reason: 'bad-shape',
      detail: 'checksum',
    })
  })
})

describe('each limit refuses', () => {
  const change = (make: (draft: Record<string, unknown>) => void, options = {}) =>
    A.getLastLocalChange(A.change(A.init<Record<string, unknown>>(), options, make)) as Uint8Array
  const small = change((d) => {
    d.list = [1, 2, 3, 4, 5, 6, 7, 8]
  })

  test.each([
    ['bytes', small, { changeBytes: small.length - 1 }],
    ['operations', small, { changeOps: 8 }],
    ['inflated', reseal(small, { deflate: true }), { changeInflated: 20 }],
    [
      'message',
      change(
        (d) => {
          d.a = 1
        },
        { message: 'x'.repeat(257) },
      ),
      {},
    ],
  ])('%s', (what, bytes, lower) => {
    const refused = guard(bytes, { ...limits, ...lower } as typeof limits)
    expect(refused).toMatchObject({ ok: false, reason: 'too-big' })
    expect(!refused.ok && refused.detail).toContain(what)
    expect(guard(small, limits)).toMatchObject({ ok: true })
  })

  test('predecessors and dependencies', () => {
    let doc = A.from<Record<string, number>>({ a: 0 })
    const forks = Array.from({ length: 5 }, (_, i) =>
      A.change(A.clone(doc), (d) => {
        d.a = i
      }),
    )
    for (const fork of forks) doc = A.merge(doc, fork)
    const merged = A.getLastLocalChange(
      A.change(doc, (d) => {
        d.a = 9
      }),
    ) as Uint8Array
    expect(guard(merged, limits)).toMatchObject({ ok: true })
    for (const lower of [{ changePreds: 4 }, { changeDeps: 4 }, { changeActors: 4 }]) {
      expect(guard(merged, { ...limits, ...lower } as unknown as typeof limits)).toMatchObject({
        ok: false,
        reason: 'too-big',
      })
    }
  })

  test('two million nulls in five bytes', () => {
    const columns: Columns = [
      [0x42, [...leb(2_000_000), 1]],
      [0x56, [...leb(2_000_000), 0]],
    ]
    expect(guard(handmade(columns), limits)).toMatchObject({ ok: false, detail: 'operations' })
    const few: Columns = [
      [0x42, [2, 1]],
      [0x56, [2, 0]],
    ]
    expect(guard(handmade(few), limits)).toMatchObject({ ok: true, ops: 2 })
  })

  test('one operation with ten million predecessors', () => {
    const columns = (preds: number): Columns => [
      [0x42, [0x7f, 1]],
      [0x70, [0x7f, ...leb(preds)]],
      [0x71, [...leb(preds), 0]],
      [0x73, [...leb(preds), 1]],
    ]
    expect(guard(handmade(columns(1e7)), limits)).toMatchObject({
      ok: false,
      detail: 'predecessors',
    })
    expect(guard(handmade(columns(20), { startOp: 21 }), limits)).toMatchObject({ ok: true })
  })

  test('columns that are deflated, unknown, twice, or longer than the operations', () => {
    const action: Columns[number] = [0x42, [0x7f, 1]]
    const refused = (...columns: Columns) =>
      expect(guard(handmade(columns), limits)).toMatchObject({ ok: false, reason: 'bad-shape' })
    refused([0x4a, [0x7f, 1]])
    refused(action, [0xb5, []])
    refused(action, action)
    refused([0x15, [0x7e, 1, 97, 1, 98]], action)
    refused([0x34, [3]], action)
    refused(action, [0x56, [0x7f, 0x26]], [0x57, [1]])
    refused(action, [0x70, [0x7f, 1]], [0x71, [2, 0]])
    expect(guard(handmade([[0x42, [0, 0]]]), limits)).toMatchObject({ ok: false })
  })

  test('columns that point at actors or operations nobody can have known', () => {
    const refused = (...columns: Columns) =>
      expect(guard(handmade(columns, { startOp: 5 }), limits)).toMatchObject({
        detail: expect.stringContaining('points outside'),
      })
    refused([0x01, [0x7f, 1]], [0x02, [0x7f, 1]], one)
    refused([0x01, [0x7f, 0]], [0x02, [0x7f, 6]], one)
    refused([0x11, [0x7f, 0]], [0x13, [0x7f, 0x7f]], one)
    refused(one, [0x70, [0x7f, 1]], [0x71, [0x7f, 1]], [0x73, [0x7f, 1]])
    refused(one, [0x70, [0x7f, 2]], [0x71, [2, 0]], [0x73, [2, 3]])
    const known: Columns = [one, [0x70, [0x7f, 1]], [0x71, [0x7f, 0]], [0x73, [0x7f, 4]]]
    expect(guard(handmade(known, { startOp: 5 }), limits)).toMatchObject({ ok: true })
  })

  test.each([
    ['an action that does not exist', [[0x42, [0x7f, 8]]]],
    ['a float of seven bytes', [one, [0x56, [0x7f, 0xf5, 0x00]], [0x57, [1, 2, 3, 4, 5, 6, 7]]]],
    ['null with a byte', [one, [0x56, [0x7f, 0x10]], [0x57, [1]]]],
    ['text that is not UTF-8', [one, [0x56, [0x7f, 0x16]], [0x57, [0xff]]]],
    ['a number that does not end', [one, [0x56, [0x7f, 0x14]], [0x57, [0x80]]]],
    ['two numbers in one', [one, [0x56, [0x7f, 0x24]], [0x57, [1, 1]]]],
    ['a type that does not exist', [one, [0x56, [0x7f, 0x1a]], [0x57, [1]]]],
    ['a key that is not UTF-8', [[0x15, [0x7f, 1, 0xff]], one]],
  ] as [string, Columns][])('%s', (_, columns) => {
    expect(guard(handmade(columns), limits)).toMatchObject({ ok: false, reason: 'bad-shape' })
  })

  test('another actor’s name that is longer than a name', () => {
    const actors = [1, ...[...new Uint8Array(70)].map(() => 0xbb), 0]
    const body = [0, 1, 0xaa, 1, 1, 0, 0, 1, 70, ...actors.slice(1)]
    expect(guard(seal(Uint8Array.from(body)), limits)).toMatchObject({ ok: false })
    const short = [0, 1, 0xaa, 1, 1, 0, 0, 1, 2, 0xbb, 0xbb, 0]
    expect(guard(seal(Uint8Array.from(short)), limits)).toMatchObject({ ok: true })
  })

  test('a second way to write the same chunk: nobody has bytes condemned under another’s hash', () => {
    const length = small[9] as number
    const longer = [...small.subarray(0, 9), length | 0x80, 0, ...small.subarray(10)]
    expect(guard(Uint8Array.from(longer), limits)).toMatchObject({
      ok: false,
      reason: 'bad-shape',
      detail: 'length',
    })
  })

  test('bytes after the columns, other chunk types, a wrong length', () => {
    const body = [0, 1, 0xaa, 1, 1, 0, 0, 0, 0]
    expect(guard(seal(Uint8Array.from(body)), limits)).toMatchObject({ ok: true, ops: 0 })
    expect(guard(seal(Uint8Array.from([...body, 1])), limits)).toMatchObject({
      detail: 'change header',
    })
    for (const type of [0, 3]) {
      const other = small.slice()
      other[8] = type
      expect(guard(other, limits)).toMatchObject({ detail: `chunk type ${type}` })
    }
    expect(guard(small.subarray(0, -1), limits)).toMatchObject({ detail: 'length' })
    expect(guard(new Uint8Array(0), limits)).toMatchObject({ detail: 'no chunk' })
  })
})

type Columns = [spec: number, data: number[]][]

const leb = (value: number): number[] => {
  const out: number[] = []
  for (; value >= 64; value = Math.floor(value / 128)) out.push((value % 128) | 0x80)
  return [...out, value]
}

/** A change of actor `aa` with just these columns. */
const handmade = (columns: Columns, { startOp = 1 } = {}): Uint8Array => {
  const table = columns.flatMap(([spec, data]) => [...uleb(spec), data.length])
  const head = [0, 1, 0xaa, 1, startOp, 0, 0, 0, columns.length]
  return seal(Uint8Array.from([...head, ...table, ...columns.flatMap(([, data]) => data)]))
}
const uleb = (value: number): number[] => {
  const out: number[] = []
  pushUleb(out, value)
  return out
}
