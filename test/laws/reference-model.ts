import type { AreaRule } from '../../engine/model/area.ts'
import { canonical, type Json } from '../../engine/model/canonical.ts'
import type { Fact } from '../../engine/model/fact.ts'
import type { Kind } from '../../engine/model/kind.ts'
import { auditedDecisions } from './audited.ts'
import type { LawCheck } from './check.ts'
import { clerk, foreignFacts } from './clerk.ts'
import { saidBefore, saidOf, wasAnsweredUnasked } from './determinism.ts'
import { grouped } from './group.ts'
import type { Rows } from './rows.ts'
import { imageOf, sameRows } from './rows-from-facts.ts'
import { UNTOLD } from './untold.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I8: a lane is as if one clerk had answered its questions one by one, in the order of its chain, from nothing but the
 * facts of the answers before. I14: lanes and rows hold what the clerk says, and nothing else.
 */
export const lanesAreSerial =
  (kinds: ReadonlyMap<string, Kind>, areas: readonly AreaRule<unknown>[]): LawCheck =>
  ({ rows }) => {
    const broken: Violation[] = []
    const said: Said[] = []
    const lanes = grouped(auditedDecisions(rows), ({ chain }) => chain)
    for (const [lane, decisions] of lanes) {
      const book = clerk(areas)
      const foreign = foreignFacts(rows.facts, lane, decisions)
      for (const audited of decisions) {
        const kind = kinds.get(audited.outcome.kind)
        if (!kind || wasAnsweredUnasked(audited)) continue
        const { asked, outcome } = audited
        const decide = () => kind.decide(kind.view(book.rows, asked.body, asked), asked)
        for (const fact of foreign.before(outcome.intent)) book.fold([fact], fact.intent)
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
        if (decision.verdict !== 'accepted') continue
        book.fold(decision.facts, outcome.intent)
        said.push(...decision.facts.map((fact) => ({ ...fact, intent: outcome.intent })))
      }
    }
    return [...broken, ...onlyWhatWasSaid(rows, said), ...untoldIsKept(rows, said, areas)]
  }

type Said = Fact & { intent: string }

/** Every fact in a lane is one that its intent's decision came to, or tells an answer or a conflict. */
function onlyWhatWasSaid({ facts, outcomes, conflicts }: Rows, said: readonly Said[]) {
  const text = (kind: string, value: Json) => `${kind} ${canonical(value)}`
  const known = new Map<string, string>()
  for (const { key, kind, lanes, value, intent } of said) {
    for (const lane of lanes) known.set(`${lane} ${key} ${intent}`, text(kind, value))
  }
  for (const { intent, author, answer } of outcomes) {
    known.set(`user:${author} intent/${intent} ${intent}`, text('intent.answered', answer))
  }
  const at = new Map(outcomes.map((row) => [row.intent, row.at]))
  const noted = new Set(conflicts.map(({ id }) => `conflict/${id}`))
  return facts.flatMap(({ lane, seq, key, kind, value, intent, at: when }) => {
    const isNote = kind === 'conflict.noted' && noted.has(key)
    if (!isNote && known.get(`${lane} ${key} ${intent}`) !== text(kind, value)) {
      return [violation('I14', 'fact-never-said', `${lane} ${seq} ${kind} ${key} of ${intent}`)]
    }
    // An old id that came again is noted in a later batch than its answer.
    if (isNote || at.get(intent) === when) return []
    return [violation('I14', 'fact-of-another-time', `${lane} ${seq} ${key} of ${intent}`)]
  })
}

/** Facts that no lane carries (an address) are seen in their rows alone. */
function untoldIsKept(rows: Rows, said: readonly Said[], areas: readonly AreaRule<unknown>[]) {
  const untold = said.filter(({ lanes }) => lanes.length === 0)
  return areas.flatMap((rule) => {
    const image = imageOf(rule, untold)
    const isUntold = image.size > 0 || UNTOLD.includes(rule.name)
    return isUntold ? sameRows(rule, image, rows.areas[rule.name] ?? []) : []
  })
}
