import { canonical } from '../../engine/model/canonical.ts'
import type { FactRow } from '../../engine/model/fact.ts'
import type { LawCheck } from './check.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I8 (architecture rule 4): what a device was sent of a lane is what the lane holds, whole unless compacted; and a
 * device that has followed a lane to its head shows what the lane folds to.
 */
export const followersShowTheLane: LawCheck = ({ history, rows }) => {
  const lanes = new Map<string, FactRow[]>()
  for (const fact of rows.facts) {
    const lane = lanes.get(fact.lane) ?? []
    lane[fact.seq] = fact
    lanes.set(fact.lane, lane)
  }
  const broken: Violation[] = []
  for (const event of history) {
    if (event.type !== 'ok') continue
    if (event.f === 'fact') {
      const lane = lanes.get(event.lane) ?? []
      for (const [seq, key, value] of event.facts) {
        const row = lane[seq]
        if (row && row.key === key && canonical(row.value) === value) continue
        broken.push(violation('I8', 'fact-differs', `${event.p} ${event.lane} ${seq} ${key}`))
      }
      if (!event.compacted && event.facts.length !== event.through - event.from) {
        const saw = `${event.p} ${event.lane}: ${event.facts.length} for ${event.from}–${event.through}`
        broken.push(violation('I8', 'frame-has-gaps', saw))
      }
    }
    if (event.f !== 'final') continue
    for (const { lane, through, values } of event.lanes) {
      const folded = new Map<string, string>()
      for (const fact of (lanes.get(lane) ?? []).slice(1, through + 1)) {
        folded.set(fact.key, canonical(fact.value))
      }
      for (const key of new Set([...folded.keys(), ...Object.keys(values)])) {
        if (folded.get(key) === values[key]) continue
        const saw = `${event.p} ${lane} ${key}: shows ${values[key]}, is ${folded.get(key)}`
        broken.push(violation('I8', 'fold-differs', saw))
      }
    }
  }
  return broken
}
