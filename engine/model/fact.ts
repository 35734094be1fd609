import type { Json } from './canonical.ts'
import type { Instant } from './env.ts'

/**
 * Something the authority decided. It carries the whole new value of its key, so folding is "last per key wins"
 * everywhere; what adds up has a key of its own each. `lanes` names all who must know it, the home lane first.
 */
export type Fact = { kind: string; key: string; lanes: readonly string[]; value: Json }

/** A fact as a lane carries it: `seq` counts 1, 2, 3 … within the lane. */
export type FactRow = {
  lane: string
  seq: number
  key: string
  kind: string
  value: Json
  intent: string
  at: Instant
}
