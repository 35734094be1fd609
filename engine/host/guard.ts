import { readChunk, readHeader } from './chunk.ts'
import { countColumns } from './columns.ts'
import type { Limits } from './limits.ts'
import type { Refusal } from './refusal.ts'

/** A change whose bytes are safe to hand to the core. Hashes and actor are hex; `bytes` are stored as they stand. */
export type Change = {
  ok: true
  hash: string
  bytes: Uint8Array
  deps: string[]
  actor: string
  seq: number
  startOp: number
  /** The number of its last op: `startOp + ops - 1`. */
  maxOp: number
  ops: number
  time: number
}

/**
 * Looks at one change as bytes, in plain JavaScript: no input, however made, costs more than its size here. Whether it
 * fits its document is asked afterwards (`order.ts`), what it writes only after it was applied to a scratch copy.
 */
export function guard(bytes: Uint8Array, limits: Limits): Change | Refusal {
  const chunk = readChunk(bytes, limits)
  if (!chunk.ok) return chunk
  const header = readHeader(chunk.body, limits)
  if (!header.ok) return header
  const { deps, actor, seq, startOp, time, actors } = header
  const counts = countColumns(header.columns, { startOp, actors: actors.length }, limits)
  if (!counts.ok) return counts
  const maxOp = startOp + counts.ops - 1
  return {
    ok: true,
    hash: chunk.hash,
    bytes: chunk.bytes,
    deps,
    actor,
    seq,
    startOp,
    maxOp,
    ops: counts.ops,
    time,
  }
}
