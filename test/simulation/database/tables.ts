import type { PendingIntent } from '../../../engine/authority/pending.ts'
import type { ConflictRow, OutcomeRow } from '../../../engine/authority/store.ts'
import { type MemoryRows, memoryRows } from '../../../engine/host/storage/memory.ts'
import type { Instant } from '../../../engine/model/env.ts'
import type { FactRow } from '../../../engine/model/fact.ts'
import type { Rulebook } from '../../../engine/model/rulebook.ts'
import { type AreaTable, areaTable } from './area-table.ts'

/** What Postgres holds, as maps. Only whole transactions change it, each at one moment of virtual time. */
export type Tables = {
  documents: MemoryRows
  lanes: Map<string, Lane>
  pending: Map<string, Waiting>
  outcomes: Map<string, OutcomeRow & { at: Instant }>
  /** By lane, in order: the fact numbered n stands at n − 1. */
  facts: Map<string, FactRow[]>
  conflicts: Map<string, ConflictRow & { at: Instant; resolvedBy?: string }>
  audit: { chain: string; seq: number; what: string; intent: string; row: string; hash: string }[]
  /** By intent and hash of the other text. */
  reused: Map<string, Reused>
  areas: Map<string, AreaTable>
  arrivals: number
  insertions: number
}

export type Lane = { name: string; head: number; auditSeq: number; auditHash: string }

export type Waiting = PendingIntent & {
  arrival: number
  receivedAt: Instant
  attempts: number
  notBefore: Instant
  lastError?: string
}

export type Reused = {
  /** Counts transactions: those of one came at the same time. */
  received: number
  intent: string
  payloadHash: string
  lane: string
  author: string
  device: string
  document: string
}

export const newTables = (rulebook: Rulebook): Tables => ({
  documents: memoryRows('simulated'),
  // The migrations make these two.
  lanes: new Map(['platform', 'ops'].map((name) => [name, emptyLane(name)])),
  pending: new Map(),
  outcomes: new Map(),
  facts: new Map(),
  conflicts: new Map(),
  audit: [],
  reused: new Map(),
  areas: new Map(rulebook.areas.map((rule) => [rule.name, areaTable(rule)])),
  arrivals: 0,
  insertions: 0,
})

const emptyLane = (name: string): Lane => ({ name, head: 0, auditSeq: 0, auditHash: '' })

export function laneOf(tables: Tables, name: string): Lane {
  let lane = tables.lanes.get(name)
  if (!lane) {
    lane = emptyLane(name)
    tables.lanes.set(name, lane)
  }
  return lane
}
