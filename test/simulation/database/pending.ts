import { isSystem, placeIntent } from '../../../engine/authority/pending.ts'
import type { Instant } from '../../../engine/model/env.ts'
import type { FoundIntent } from '../../../engine/model/pending.ts'
import type { Rulebook } from '../../../engine/model/rulebook.ts'
import { laneOf, type Tables } from './tables.ts'

/**
 * What `insertPending` does in SQL: a known id changes nothing, with another text it is noted as reused; only the system
 * opens home lanes, what a person asks of a lane that is not there goes to their `asks:` lane.
 */
export function insertFound(
  tables: Tables,
  found: readonly FoundIntent[],
  { rulebook, now }: { rulebook: Rulebook; now: Instant },
): void {
  tables.insertions += 1
  const received = tables.insertions
  for (const one of found) {
    const placed = placeIntent(one, rulebook.kinds)
    const { id: intent, payloadHash, author, device, document } = placed
    const known = tables.outcomes.get(intent) ?? tables.pending.get(intent)
    if (known) {
      const key = `${intent} ${payloadHash}`
      if (known.payloadHash === payloadHash || tables.reused.has(key)) continue
      const { lane } = known
      tables.reused.set(key, { received, intent, payloadHash, lane, author, device, document })
      continue
    }
    const isThere = isSystem(author) || tables.lanes.has(placed.lane)
    const lane = isThere ? placed.lane : `asks:${author}`
    laneOf(tables, lane)
    tables.arrivals += 1
    const times = { arrival: tables.arrivals, receivedAt: now, attempts: 0, notBefore: now }
    tables.pending.set(intent, { ...placed, lane, ...times })
  }
}
