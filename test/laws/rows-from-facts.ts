import type { AreaRule } from '../../engine/model/area.ts'
import type { FactRow } from '../../engine/model/fact.ts'
import { areas } from '../../schema/areas/all.ts'
import { isHomeLane } from '../../schema/lanes.ts'
import type { LawCheck } from './check.ts'
import { UNTOLD } from './untold.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I14, I2: every row is the image of the newest fact of its key, no fact is without its row, and no fact without an
 * outcome that allows it: nothing gets into the tables but by a decision.
 */
export const rowsAreFacts: LawCheck = ({ rows }) => [
  ...factsAreDecided(rows.facts, rows),
  ...(areas as readonly AreaRule<unknown>[]).flatMap((rule) => {
    if (UNTOLD.includes(rule.name)) return []
    return sameRows(rule, imageOf(rule, inHomeLanes(rows.facts)), rows.areas[rule.name] ?? [])
  }),
]

const factsAreDecided = (
  facts: readonly FactRow[],
  { outcomes }: Parameters<LawCheck>[0]['rows'],
): Violation[] => {
  const verdicts = new Map(outcomes.map((row) => [row.intent, row.verdict]))
  return facts.flatMap(({ lane, seq, kind, intent }) => {
    const verdict = verdicts.get(intent)
    if (verdict === 'accepted') return []
    if (verdict && (kind === 'intent.answered' || kind === 'conflict.noted')) return []
    return [violation('I14', 'fact-undecided', `${lane} ${seq} ${kind} of ${intent}: ${verdict}`)]
  })
}

/** In lane order; a row is owned by one home lane. */
const inHomeLanes = (facts: readonly FactRow[]): FactRow[] =>
  facts
    .filter((fact) => isHomeLane(fact.lane))
    .sort((a, b) => (a.lane === b.lane ? a.seq - b.seq : a.lane < b.lane ? -1 : 1))

/** Last per key wins: the rows of an area, as text by key. */
export function imageOf(
  rule: AreaRule<unknown>,
  facts: readonly Pick<FactRow, 'kind' | 'key' | 'value' | 'intent'>[],
): Map<string, string> {
  const image = new Map<string, string>()
  for (const { kind, key, value, intent } of facts) {
    for (const row of rule.rowsOf({ kind, key, lanes: [], value }, intent)) {
      image.set(rule.keyOf(row), text(row))
    }
  }
  return image
}

export function sameRows(
  { name, keyOf }: AreaRule<unknown>,
  image: Map<string, string>,
  stored: readonly unknown[],
): Violation[] {
  const broken: Violation[] = []
  const seen = new Set<string>()
  for (const row of stored) {
    const key = keyOf(row)
    if (seen.has(key)) broken.push(violation('I2', 'row-twice', `${name} ${key}`))
    seen.add(key)
    const expected = image.get(key)
    if (expected === undefined) broken.push(violation('I14', 'row-without-fact', `${name} ${key}`))
    else if (expected !== text(row)) {
      broken.push(violation('I14', 'row-differs', `${name} ${key}: ${text(row)}, not ${expected}`))
    }
  }
  for (const key of image.keys()) {
    if (!seen.has(key)) broken.push(violation('I14', 'row-missing', `${name} ${key}`))
  }
  return broken
}

/** Keys sorted, absent and undefined alike. */
const text = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
