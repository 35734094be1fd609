import type { Json } from './canonical.ts'

/**
 * A disagreement between a document and the facts, kept for a person to look at. Both sides are whole; `rule` names
 * what was applied meanwhile. `key` says what it is about; the same (rule, key, a, b) is one conflict.
 */
export type Conflict = {
  rule: string
  key: string
  category: 'merged' | 'two-values' | 'business'
  a: Json
  b: Json
  result?: Json
  /** Whole intent bodies a reviewer may choose from. */
  options?: Json[]
  reviewer: string
  /** What it may cost somebody if nobody looks, at the prices that were seen; 0 where nothing is at stake yet. */
  moneyAtRiskPaise: number
}

/** A conflict as staff are told of it: what it is about, never both sides of it. */
export type NotedConflict = {
  id: string
  rule: string
  key: string
  lane: string
  intent: string
  author: string
  reviewer: string
  state: 'info' | 'open' | 'resolved'
  moneyAtRiskPaise: number
}
