import { createHash } from 'node:crypto'
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
  const head = [1]
  pushUleb(head, body.length)
  const digest = createHash('sha256').update(Uint8Array.from(head)).update(body).digest()
  const data = deflate ? deflateRawSync(body) : body
  const start = [0x85, 0x6f, 0x4a, 0x83, ...digest.subarray(0, 4), deflate ? 2 : 1]
  pushUleb(start, data.length)
  return new Uint8Array(Buffer.concat([Uint8Array.from(start), data]))
}
