import { placeIntent } from '../../../engine/authority/pending.ts'
import type { Rulebook } from '../../../engine/authority/rulebook.ts'
import type { Instant } from '../../../engine/model/env.ts'
import type { FoundIntent } from '../../../engine/model/pending.ts'
import { laneOf, type Tables } from './tables.ts'

/**
 * What `insertPending` does in SQL: a known id stays as it is, with another text it is noted as reused; a lane that
 * nobody has made is replaced by the author's `asks:` lane, which is made.
 */
export function insertFound(
  tables: Tables,
  found: readonly FoundIntent[],
  { rulebook, now }: { rulebook: Rulebook; now: Instant },
): void {
  for (const one of found) {
    const placed = placeIntent(one, rulebook.kinds)
    const lane = tables.lanes.has(placed.lane) ? placed.lane : `asks:${placed.author}`
    laneOf(tables, lane)
    const known = tables.pending.get(placed.id) ?? tables.outcomes.get(placed.id)
    if (known && known.payloadHash !== placed.payloadHash) {
      const { id: intent, payloadHash, author, device, document } = placed
      const key = `${intent} ${payloadHash}`
      if (!tables.reused.has(key)) {
        const reused = { intent, payloadHash, lane: known.lane, author, device, document }
        tables.reused.set(key, reused)
      }
      continue
    }
    if (tables.pending.has(placed.id)) continue
    tables.arrivals += 1
    const times = { arrival: tables.arrivals, receivedAt: now, attempts: 0, notBefore: now }
    tables.pending.set(placed.id, { ...placed, lane, ...times })
  }
}
