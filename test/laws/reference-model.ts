import type { Rows as AreaRows, AreaRule, Need } from '../../engine/model/area.ts'
import type { Fact, FactRow } from '../../engine/model/fact.ts'
import type { Kind } from '../../engine/model/kind.ts'
import { auditedDecisions } from './audited.ts'
import type { LawCheck } from './check.ts'
import { saidBefore, saidOf, wasAnsweredUnasked } from './determinism.ts'
import { grouped } from './group.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I8: a lane is as if one clerk had answered its questions one by one, in the order of its chain, from nothing but the
 * facts of the answers before. The clerk here is as simple as can be: no batches, no locks, no SQL.
 */
export const lanesAreSerial =
  (kinds: ReadonlyMap<string, Kind>, areas: readonly AreaRule<unknown>[]): LawCheck =>
  ({ rows }) => {
    const broken: Violation[] = []
    const lanes = grouped(auditedDecisions(rows), ({ chain }) => chain)
    for (const [lane, decisions] of lanes) {
      const book = clerk(areas)
      const foreign = foreignFacts(rows.facts, lane, decisions)
      for (const audited of decisions) {
        const kind = kinds.get(audited.outcome.kind)
        if (!kind || wasAnsweredUnasked(audited)) continue
        const { asked, outcome } = audited
        const decide = () => kind.decide(kind.view(book.rows, asked.body, asked), asked)
        for (const facts of foreign.before(outcome.intent)) book.fold([facts], facts.intent)
        let decision = decide()
        // A refusal has no fact to tell whether another lane's facts came before it or after: both are in order.
        while (saidOf(decision) !== saidBefore(audited)) {
          const fact = foreign.next()
          if (!fact) break
          book.fold([fact], fact.intent)
          decision = decide()
        }
        if (saidOf(decision) !== saidBefore(audited)) {
          const saw = `${lane} ${audited.seq} ${outcome.intent}: ${saidBefore(audited)}, the clerk says ${saidOf(decision)}`
          broken.push(violation('I8', 'not-serial', saw))
        }
        if (decision.verdict === 'accepted') book.fold(decision.facts, outcome.intent)
      }
    }
    return broken
  }

type Foreign = Fact & { seq: number; intent: string }

/** What another home lane appended to this one (the platform opens stores), in lane order. */
function foreignFacts(
  facts: readonly FactRow[],
  lane: string,
  decisions: readonly { outcome: { intent: string } }[],
) {
  const own = new Set(decisions.map(({ outcome }) => outcome.intent))
  const first = new Map<string, number>()
  const others: Foreign[] = []
  for (const { lane: name, seq, intent, kind, key, value } of facts) {
    if (name !== lane) continue
    if (own.has(intent)) first.set(intent, Math.min(seq, first.get(intent) ?? seq))
    else others.push({ seq, intent, kind, key, value, lanes: [lane] })
  }
  others.sort((a, b) => a.seq - b.seq)
  const next = () => others.shift()
  return {
    next,
    /** Those that came before the first fact of this intent. */
    *before(intent: string) {
      const limit = first.get(intent)
      while (limit !== undefined && others[0] && others[0].seq < limit) yield next() as Foreign
    },
  }
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
