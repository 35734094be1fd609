import { type About, documentId } from '../../model/document.ts'
import type { ChangeRow, Flush } from '../storage/host-store.ts'

/** Rows that a store can keep without looking into them. */
export const noteAbout = (name: string): About => ({ sort: 'note', owner: 'mala', name })
export const hashOf = (n: number) => n.toString(16).padStart(64, '0')
export const actorOf = (n: number) => n.toString(16).padStart(32, '0')
/** With a fraction of a second. */
export const storedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

export const changeOf = (n: number, over: Partial<ChangeRow> = {}): ChangeRow => ({
  n,
  hash: hashOf(n),
  actor: actorOf(1),
  seq: n,
  startOp: n * 10,
  ops: 2,
  deps: n > 1 ? [hashOf(n - 1)] : [],
  bytes: Uint8Array.of(n, 0, 255),
  person: 'mala',
  device: 'phone',
  at: storedAt,
  ...over,
})

export const flushOf = (name: string, expected: number, over: Partial<Flush> = {}): Flush => ({
  id: documentId(noteAbout(name)),
  expected,
  sort: 'note',
  about: noteAbout(name),
  heads: [hashOf(expected + 1)],
  ops: 2,
  maxOp: 11,
  bytes: 3,
  changes: [changeOf(expected + 1)],
  intents: [],
  ...over,
})
