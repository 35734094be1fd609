import type { AreaRule, Need, Rows } from '../../engine/model/area.ts'
import type { Fact, FactRow } from '../../engine/model/fact.ts'

/** The rows of one lane, as simply as can be: no batches, no locks, no SQL. */
export function clerk(areas: readonly AreaRule<unknown>[]) {
  const shelves = new Map(
    areas.map((rule) => [rule.name, { rule, rows: new Map<string, unknown>() }]),
  )
  const under = new Map<string, Map<string, unknown>>()
  const all = <Row>({ area, by, key }: Need<Row>): Row[] => {
    if (!shelves.get(area)?.rule.by[by]) throw new Error(`no ${area} by ${by}`)
    const found = under.get(`${area} ${by} ${key}`) ?? new Map<string, unknown>()
    return [...found.keys()].sort().map((each) => found.get(each) as Row)
  }
  const rows: Rows = { all, one: (need) => all(need)[0], has: () => true }

  function put(rule: AreaRule<unknown>, kept: Map<string, unknown>, row: unknown) {
    const key = rule.keyOf(row)
    const before = kept.get(key)
    for (const [by, of] of Object.entries(rule.by)) {
      if (before !== undefined) under.get(`${rule.name} ${by} ${of(before)}`)?.delete(key)
      const name = `${rule.name} ${by} ${of(row)}`
      under.set(name, (under.get(name) ?? new Map()).set(key, row))
    }
    kept.set(key, row)
  }
  const fold = (facts: readonly Fact[], intent: string) => {
    for (const { rule, rows: kept } of shelves.values()) {
      for (const fact of facts) for (const row of rule.rowsOf(fact, intent)) put(rule, kept, row)
    }
  }
  return { rows, fold }
}

type Foreign = Fact & { seq: number; intent: string }

/** What another home lane appended to this one (the platform opens stores), in lane order. */
export function foreignFacts(
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
