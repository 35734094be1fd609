import type { Rows } from './one-by-one.ts'

/** The questions of one round: a player makes them itself, from the same seed as everybody. */
export type Asked = { scenario: string; count: number; seed: number }

/** To a player. `record` lets the authority decide, and keeps what it wrote for `limit` to write again. */
export type Order = { url: string; asked: Asked } & (
  | { do: 'ours' }
  | { do: 'half-rate'; perSecond: number }
  | { do: 'one-by-one'; first: number; callers: number; rows: Rows }
  | { do: 'record' }
  | { do: 'limit' }
)

export type Report = { say: 'played'; seconds: number } | { say: 'waited'; p99Ms: number }
