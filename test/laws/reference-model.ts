import type { Rows as AreaRows, AreaRule, Need } from '../../engine/model/area.ts'
import type { Fact } from '../../engine/model/fact.ts'
import type { Kind } from '../../engine/model/kind.ts'
import { auditedDecisions } from './audited.ts'
import type { LawCheck } from './check.ts'
import { saidBefore, saidOf, wasAnsweredUnasked } from './determinism.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I8: a lane is as if one clerk had answered its questions one by one, in the order of its chain, from nothing but the
 * facts of the answers before. The clerk here is as simple as can be: no batches, no locks, no SQL.
 */
export const lanesAreSerial =
  (kinds: ReadonlyMap<string, Kind>, areas: readonly AreaRule<unknown>[]): LawCheck =>
  ({ rows }) => {
    const broken: Violation[] = []
    const book = clerk(areas)
    for (const audited of auditedDecisions(rows)) {
      const kind = kinds.get(audited.outcome.kind)
      if (!kind || wasAnsweredUnasked(audited)) continue
      const { asked, outcome } = audited
      const decision = kind.decide(kind.view(book.rows, asked.body, asked), asked)
      if (saidOf(decision) !== saidBefore(audited)) {
        const saw = `${audited.chain} ${audited.seq} ${outcome.intent}: ${saidBefore(audited)}, the clerk says ${saidOf(decision)}`
        broken.push(violation('I8', 'not-serial', saw))
      }
      if (decision.verdict === 'accepted') book.fold(decision.facts, outcome.intent)
    }
    return broken
  }

function clerk(areas: readonly AreaRule<unknown>[]) {
  const shelves = new Map(
    areas.map((rule) => [rule.name, { rule, rows: new Map<string, unknown>() }]),
  )
  const all = <Row>({ area, by, key }: Need<Row>): Row[] => {
    const shelf = shelves.get(area)
    const indexed = shelf?.rule.by[by]
    if (!shelf || !indexed) throw new Error(`no ${area} by ${by}`)
    const keys = [...shelf.rows.keys()].sort()
    return keys.map((each) => shelf.rows.get(each) as Row).filter((row) => indexed(row) === key)
  }
  const rows: AreaRows = { all, one: (need) => all(need)[0], has: () => true }
  const fold = (facts: readonly Fact[], intent: string) => {
    for (const { rule, rows: kept } of shelves.values()) {
      for (const fact of facts) {
        for (const row of rule.rowsOf(fact, intent)) kept.set(rule.keyOf(row), row)
      }
    }
  }
  return { rows, fold }
}
