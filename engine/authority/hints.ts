import * as v from 'valibot'
import type { LaneHead } from './store.ts'

/** Heads in one hint: as many as fit into the smallest message a bus carries. */
const HINT_HEADS = 50

const Heads = v.array(v.tuple([v.string(), v.pipe(v.number(), v.safeInteger())]))

/** What a node tells the others after a batch: which lanes moved, and how far. */
export function headHints(heads: readonly LaneHead[]): string[] {
  const hints: string[] = []
  for (let at = 0; at < heads.length; at += HINT_HEADS) {
    hints.push(JSON.stringify(heads.slice(at, at + HINT_HEADS)))
  }
  return hints
}

/** A hint that cannot be read says nothing. */
export function readHint(message: string): LaneHead[] {
  try {
    const read = v.safeParse(Heads, JSON.parse(message))
    return read.success ? read.output : []
  } catch {
    return []
  }
}
