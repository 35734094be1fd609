import type { Chance } from '../../engine/model/env.ts'

/** Chance with a seed. Everything drawn in a simulation comes from one of these, so a seed is a whole run. */
export type Dice = {
  uint32(): number
  /** In [0, 1). */
  unit(): number
  /** A whole number in [0, below). */
  below(below: number): number
  /** A whole number in [from, to]. */
  between(from: number, to: number): number
  oneIn(n: number): boolean
  pick<T>(items: readonly T[]): T
  bytes(count: number): Uint8Array
}

/** A stream of its own for each name, so that drawing more in one place moves nothing in another. */
export function dice(seed: number, name: string): Dice {
  let [a, b, c, d] = startOf(seed, name)
  // sfc32 (Chris Doty-Humphrey): small, fast, passes PractRand.
  const uint32 = (): number => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let i = 0; i < 12; i++) uint32()
  const below = (limit: number) => Math.floor((uint32() / 2 ** 32) * limit)
  return {
    uint32,
    unit: () => uint32() / 2 ** 32,
    below,
    between: (from, to) => from + below(to - from + 1),
    oneIn: (n) => below(n) === 0,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    bytes: (count) => {
      const bytes = new Uint8Array(count)
      for (let i = 0; i < count; i += 4) {
        const word = uint32()
        for (let j = i; j < Math.min(i + 4, count); j++) bytes[j] = word >>> ((j - i) * 8)
      }
      return bytes
    },
  }
}

function startOf(seed: number, name: string): [number, number, number, number] {
  let h = 0x811c9dc5
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193)
  return [seed | 0, h, Math.imul(seed | 0, 0x9e3779b9) ^ h, 1]
}

/** What `Env` asks of chance, from dice and a wall clock. */
export const chanceOf = (from: Dice, now: () => number): Chance => ({
  uint32: from.uint32,
  bytes: from.bytes,
  uuid7: () => uuid7(now(), from.bytes(10)),
})

function uuid7(at: number, random: Uint8Array): string {
  const [r0 = 0, , r2 = 0] = random
  random[0] = 0x70 | (r0 & 0x0f)
  random[2] = 0x80 | (r2 & 0x3f)
  let hex = Math.floor(at).toString(16).padStart(12, '0').slice(-12)
  for (const byte of random) hex += byte.toString(16).padStart(2, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
