import { deflateRawSync } from 'node:zlib'
import { pushUleb } from '../../engine/host/leb.ts'
import { reseal, seal } from '../../engine/host/testing/mutate.ts'

/** Whole numbers in [0, 2³²), from a seed. */
export type Chance = () => number

const HEAD_BYTES = 11
/** Numbers at which readers break. */
const EDGES = [
  0,
  1,
  63,
  64,
  127,
  128,
  255,
  2 ** 14,
  2 ** 20,
  2 ** 24,
  2 ** 25,
  2 ** 31,
  2 ** 32,
  2 ** 53,
]

/**
 * An honest change after one to four accidents, with length and checksum made good nearly always, as an attacker would:
 * bytes set, flipped, left out, put in, taken from another change, or a number at which readers break. Accidents happen
 * to bytes at `from` and behind it.
 */
export function mutant(
  honest: readonly Uint8Array[],
  chance: Chance,
  from: (honest: Uint8Array) => number = () => HEAD_BYTES,
): Uint8Array {
  const pick = (most: number) => chance() % most
  const one = () => honest[pick(honest.length)] as Uint8Array
  let bytes = one()
  const start = from(bytes)
  for (let i = 1 + pick(4); i > 0; i--) bytes = accident(bytes, start, one, pick)
  switch (pick(32)) {
    case 0:
      return bytes
    case 1:
      return reseal(bytes, { deflate: true })
    case 2:
      return deflatedColumns(bytes)
    default:
      return reseal(bytes)
  }
}

function accident(
  bytes: Uint8Array,
  start: number,
  other: () => Uint8Array,
  pick: (most: number) => number,
): Uint8Array {
  const at = Math.min(bytes.length, start + pick(Math.max(1, bytes.length - start)))
  const length = 1 + pick(8)
  switch (pick(7)) {
    case 0:
      return replaced(bytes, { at, length: 1, by: [pick(256)] })
    case 1:
      return replaced(bytes, { at, length: 1, by: [(bytes[at] ?? 0) ^ (1 << pick(8))] })
    case 2:
      return replaced(bytes, { at, length, by: [] })
    case 3:
      return replaced(bytes, { at, length: 0, by: bytes.subarray(at, at + length) })
    case 4: {
      const from = other()
      return replaced(bytes, { at, length, by: from.subarray(at, at + length) })
    }
    case 5:
      return replaced(bytes, { at, length: 1, by: number(EDGES[pick(EDGES.length)] ?? 0) })
    default:
      return replaced(bytes, { at, length: 1, by: [((bytes[at] ?? 0) + 1 + pick(3)) & 0xff] })
  }
}

function replaced(
  bytes: Uint8Array,
  { at, length, by }: { at: number; length: number; by: ArrayLike<number> },
): Uint8Array {
  const rest = bytes.subarray(at + length)
  const out = new Uint8Array(at + by.length + rest.length)
  out.set(bytes.subarray(0, at))
  out.set(by, at)
  out.set(rest, at + by.length)
  return out
}

function number(value: number): number[] {
  const out: number[] = []
  pushUleb(out, value)
  return out
}

/** The old trick of a chunk in a chunk: a body that is itself deflated. */
const deflatedColumns = (bytes: Uint8Array): Uint8Array =>
  seal(new Uint8Array(deflateRawSync(bytes.subarray(HEAD_BYTES))))
