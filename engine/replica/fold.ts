import type { FactItem, FactsFrame } from '../model/follow.ts'

/**
 * What a frame adds to a lane followed up to `through`: its newer facts; or `gap`, if facts are missing between what is
 * known and what came, and the lane must be asked for again. Numbers may only be missing when the frame is compacted.
 */
export function freshFacts(through: number, frame: FactsFrame): FactItem[] | 'gap' {
  if (frame.from > through) return 'gap'
  let last = frame.from
  for (const { seq } of frame.facts) {
    const follows = frame.compacted ? seq > last : seq === last + 1
    if (!follows) return 'gap'
    last = seq
  }
  if (last > frame.through || (!frame.compacted && last !== frame.through)) return 'gap'
  return frame.facts.filter(({ seq }) => seq > through)
}

/** One lane in memory: the latest fact per key. */
export type Folded = {
  facts: Map<string, FactItem>
  /** Keys in order, made when asked for and dropped when a key is new. */
  keys: string[] | undefined
}

/** Last per key wins, whatever the order in which frames and tabs bring them. Gives the keys that changed. */
export function fold(lane: Folded, facts: readonly FactItem[]): string[] {
  const changed: string[] = []
  for (const fact of facts) {
    const known = lane.facts.get(fact.key)
    if (known && known.seq >= fact.seq) continue
    if (!known) lane.keys = undefined
    lane.facts.set(fact.key, fact)
    changed.push(fact.key)
  }
  return changed
}

/** All facts whose key starts with `prefix`, in key order. */
export function listFacts(lane: Folded, prefix: string): FactItem[] {
  lane.keys ??= [...lane.facts.keys()].sort()
  const { keys } = lane
  let low = 0
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((keys[middle] as string) < prefix) low = middle + 1
    else high = middle
  }
  const found: FactItem[] = []
  for (let i = low; keys[i]?.startsWith(prefix); i++) {
    found.push(lane.facts.get(keys[i] as string) as FactItem)
  }
  return found
}
