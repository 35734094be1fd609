import type { CartAbout } from '../../schema/documents/cart.ts'

/** One document and an address for each of its peers. */
export type PlannedDocument = { about: CartAbout; id: string; urls: string[] }

/**
 * Each peer makes so many changes: all peers together so many a second, or, with no such number, each the next as soon as
 * it is told that its last one has arrived.
 */
export type Edits = { changes: number; perSecond?: number }

/** To the process that plays the peers. */
export type Order = { do: 'open'; documents: PlannedDocument[]; edits: Edits } | { do: 'edit' }

/** What it says; `edited` when everybody has everything and every author was told that its work has arrived. */
export type Report =
  | { say: 'open' }
  | { say: 'edited'; wallMs: number; delivered: number; p50Ms: number; p99Ms: number }
