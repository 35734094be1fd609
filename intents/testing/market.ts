import { openBatch } from '../../engine/authority/open-batch.ts'
import { placeIntent } from '../../engine/authority/pending.ts'
import type { LaneHold } from '../../engine/authority/store.ts'
import type { AreaRule } from '../../engine/model/area.ts'
import { canonical } from '../../engine/model/canonical.ts'
import type { Decision } from '../../engine/model/decision.ts'
import type { Fact } from '../../engine/model/fact.ts'
import { type Intent, writeIntent } from '../../engine/model/intent.ts'
import type { Asked } from '../../engine/model/kind.ts'
import { rulebook } from '../rulebook.ts'

/** What Postgres would hold: the rows of every area by key, the outcomes by intent, and every fact in order. */
export type Market = {
  areas: Map<string, Map<string, unknown>>
  outcomes: Map<string, Outcome>
  facts: { fact: Fact; intent: string }[]
}

export type Outcome = {
  ask: Ask
  decision: Decision
  payloadHash: string
  seen?: unknown
  asked?: Asked<unknown>
}

/** Somebody asks something. */
export type Ask = {
  id: string
  author: string
  kind: string
  body: object
  document?: string
  until?: number
  answers?: string
}

export const NOON_IST = Date.UTC(2026, 10, 20, 6, 30)

/** An intent id that counts: valid, distinct, in order. */
export const intentId = (n: number): string =>
  `01936f6e-7c1a-7000-8000-${n.toString(16).padStart(12, '0')}`

/** The rows that these facts would have made. */
export function market(facts: readonly Fact[] = []): Market {
  const made: Market = {
    areas: new Map(rulebook.areas.map(({ name }) => [name, new Map()])),
    outcomes: new Map(),
    facts: facts.map((fact) => ({ fact, intent: intentId(0) })),
  }
  for (const { fact, intent } of made.facts) {
    for (const rule of rulebook.areas)
      for (const row of rule.rowsOf(fact, intent)) put(made, rule, row)
  }
  return made
}

/** Decides the asks in batches of at most `size`, each in one lane; what was answered before is not asked again. */
export async function decideAll(
  to: Market,
  asks: readonly Ask[],
  { size = 256, at = NOON_IST }: { size?: number; at?: number } = {},
): Promise<Decision[]> {
  let waiting = asks.map((ask) => ({ ask, placed: place(ask) }))
  while (waiting.length > 0) {
    const lane = waiting[0]?.placed.lane ?? ''
    const other = waiting.findIndex(({ placed }) => placed.lane !== lane)
    const batch = waiting.slice(0, Math.min(size, other < 0 ? waiting.length : other))
    const open = await openBatch(hold(to, lane, batch, at), rulebook, async () => {})
    const decided = open.next(batch.length)
    for (const { area, rows: changed } of open.changed())
      for (const row of changed) put(to, ruleOf(area), row)
    for (const one of decided) {
      const { ask } = batch.find(({ placed }) => placed.id === one.waiting.id) as { ask: Ask }
      const { decision } = one
      const outcome: Outcome = { ask, decision, payloadHash: one.waiting.payloadHash }
      if (one.rule) Object.assign(outcome, { seen: one.seen, asked: one.asked })
      to.outcomes.set(ask.id, outcome)
      if (decision.verdict === 'accepted')
        to.facts.push(...decision.facts.map((fact) => ({ fact, intent: ask.id })))
    }
    waiting = waiting.slice(open.isCut() ? decided.length : batch.length)
  }
  return asks.map(({ id }) => (to.outcomes.get(id) as Outcome).decision)
}

/** Every row, as text: two markets are the same if their texts are. */
export const textOf = (rows: Market): string =>
  canonical(
    Object.fromEntries(
      [...rows.areas].map(([area, byKey]) => [area, Object.fromEntries([...byKey].sort())]),
    ),
  )

export const rowsOf = <Row>(rows: Market, area: string): Row[] =>
  [...(rows.areas.get(area)?.values() ?? [])] as Row[]

const ruleOf = (area: string) =>
  rulebook.areas.find(({ name }) => name === area) as AreaRule<unknown>

const put = (rows: Market, rule: AreaRule<unknown>, row: unknown) =>
  rows.areas.get(rule.name)?.set(rule.keyOf(row), row)

/** Where the host would put it. */
export const place = ({ id, author, document = '', ...ask }: Ask) =>
  placeIntent(
    { id, author, document, device: 'd1', change: '', text: writeIntent(intentOf(ask)) },
    rulebook.kinds,
  )

function hold(
  rows: Market,
  lane: string,
  batch: readonly { placed: ReturnType<typeof place> }[],
  at: number,
): LaneHold {
  return {
    ...{ lane, head: 0, auditSeq: 0, auditHash: '', at, ahead: [], reused: [] },
    answered: new Map([...rows.outcomes].map(([id, { payloadHash }]) => [id, payloadHash])),
    batch: batch.map(({ placed }) => ({ ...placed, attempts: 0 })),
    async load(area, by, keys) {
      const indexed = ruleOf(area).by[by]
      return rowsOf(rows, area).filter((row) => indexed && keys.includes(indexed(row)))
    },
    commit: async () => ({ reply: 'ok', heads: [] }),
    release: async () => {},
  }
}

function intentOf({ kind, body, until, answers }: Omit<Ask, 'id' | 'author'>): Intent {
  const intent: Intent = { v: 1, kind, basis: [], body: body as Intent['body'] }
  if (until !== undefined) intent.until = until
  if (answers !== undefined) intent.answers = answers
  return intent
}
