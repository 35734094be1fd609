import type { Reason } from './refusal.ts'

/** What the host tells whoever measures it. Durations are in milliseconds; nothing here holds a document's bytes. */
export type HostEvent =
  | { event: 'frame'; type: string; bytes: number }
  | { event: 'closed'; code: number; reason: string }
  | { event: 'refused'; reason: Reason; detail: string; document: string; person: string }
  | { event: 'held'; changes: number }
  | { event: 'quiet' }
  | { event: 'nod' }
  | { event: 'greeted'; same: number; differ: number }
  | { event: 'cas-lost'; document: string }
  | { event: 'stored'; documents: number; changes: number; ms: number }
  | { event: 'store-failed'; error: string }
  | { event: 'applied'; changes: number; ms: number }
  | { event: 'answered'; changes: number; ms: number }
  | { event: 'loaded'; ms: number }
  | { event: 'evicted'; document: string }
  | { event: 'resident'; documents: number; bytes: number }
  | { event: 'shard-died'; shard: number; why: string }
  /** It held much memory, and a new one holds little. */
  | { event: 'shard-replaced'; shard: number; why: string }
  | { event: 'document-failed'; document: string; error: string }

export type Observe = (event: HostEvent) => void
