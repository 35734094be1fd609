import type { LawCheck } from './check.ts'
import { type Violation, violation } from './violation.ts'

/** I5: what the server said it holds is among its rows, with everything it depends on. */
export const ackedSurvives: LawCheck = ({ history, rows }) => {
  const broken: Violation[] = []
  const held = new Map<string, Set<string>>()
  for (const { doc, hash } of rows.changes) {
    held.set(doc, (held.get(doc) ?? new Set()).add(hash))
  }
  // Every row's dependencies are rows too, so a head that is there has its ancestors there.
  for (const { doc, hash, deps } of rows.changes) {
    for (const dep of deps) {
      if (held.get(doc)?.has(dep)) continue
      broken.push(violation('I5', 'dependency-missing', `${doc}: ${hash} needs ${dep}`))
    }
  }
  const told = new Set<string>()
  for (const event of history) {
    if (event.f !== 'acked' || event.type !== 'ok') continue
    for (const head of event.heads) {
      if (held.get(event.doc)?.has(head) || told.has(head)) continue
      told.add(head)
      broken.push(violation('I5', 'acked-lost', `${event.doc}: ${head}, acked to ${event.p}`))
    }
  }
  return broken
}
