import { hash } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import { pushUleb } from '../leb.ts'

/** A seeded generator of whole numbers in [0, 2³²) (xorshift32). */
export function randomFrom(seed: number): () => number {
  let x = seed | 0 || 1
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return x >>> 0
  }
}

/** A change chunk again from its body, with length and checksum made good: what an attacker would send. */
export function reseal(chunk: Uint8Array, { deflate = false } = {}): Uint8Array {
  let at = 9
  while ((chunk[at] as number) & 0x80) at++
  return seal(chunk.subarray(at + 1), { deflate })
}

export function seal(body: Uint8Array, { deflate = false } = {}): Uint8Array {
  const plain = chunk(1, body)
  plain.set(hash('sha256', plain.subarray(TYPE_AT), 'buffer').subarray(0, 4), CHECKSUM_AT)
  if (!deflate) return plain
  const deflated = chunk(2, deflateRawSync(body))
  deflated.set(plain.subarray(CHECKSUM_AT, TYPE_AT), CHECKSUM_AT)
  return deflated
}

const CHECKSUM_AT = 4
const TYPE_AT = 8

function chunk(type: number, data: Uint8Array): Uint8Array {
  const head = [0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, type]
  pushUleb(head, data.length)
  const out = new Uint8Array(head.length + data.length)
  out.set(head)
  out.set(data, head.length)
  return out
}
