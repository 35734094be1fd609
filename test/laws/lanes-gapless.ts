import type { LawCheck } from './check.ts'
import { type Violation, violation } from './violation.ts'

/** I8: facts of a lane are numbered 1, 2, 3 … up to the lane's head, and nothing is outside of a lane. */
export const lanesAreGapless: LawCheck = ({ rows }) => {
  const broken: Violation[] = []
  const seen = new Map<string, Set<number>>()
  for (const { lane, seq } of rows.facts) {
    const numbers = seen.get(lane) ?? new Set()
    if (numbers.has(seq)) broken.push(violation('I8', 'number-twice', `${lane} ${seq}`))
    seen.set(lane, numbers.add(seq))
  }
  for (const { name, head } of rows.lanes) {
    const numbers = seen.get(name) ?? new Set()
    seen.delete(name)
    for (let seq = 1; seq <= head; seq++) {
      if (!numbers.delete(seq)) broken.push(violation('I8', 'number-missing', `${name} ${seq}`))
    }
    for (const seq of numbers)
      broken.push(violation('I8', 'above-head', `${name} ${seq} > ${head}`))
  }
  for (const lane of seen.keys()) broken.push(violation('I8', 'no-such-lane', lane))
  return broken
}
