import { type Decided, decideBatch } from '../../engine/authority/decide-batch.ts'
import type { LaneHold } from '../../engine/authority/store.ts'
import type { AreaRule } from '../../engine/model/area.ts'
import { canonical, type Json } from '../../engine/model/canonical.ts'
import { type Intent, payloadHash, writeIntent } from '../../engine/model/intent.ts'
import { rulebook } from '../rulebook.ts'

/** Rows of every area, by area and key: what Postgres would hold. */
export type Market = Map<string, Map<string, unknown>>

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
export function market(facts: readonly { kind: string; value: unknown }[] = []): Market {
  const rows: Market = new Map(rulebook.areas.map(({ name }) => [name, new Map()]))
  for (const { kind, value } of facts) {
    for (const rule of rulebook.areas) {
      const fact = { kind, key: '', lanes: [], value: value as Json }
      for (const row of rule.rowsOf(fact, intentId(0))) put(rows, rule, row)
    }
  }
  return rows
}

/** Decides the asks in batches of at most `size`, each batch in the lane of its first; changes `rows`. */
export async function decideAll(
  rows: Market,
  asks: readonly Ask[],
  { size = 256, at = NOON_IST }: { size?: number; at?: number } = {},
): Promise<Decided[]> {
  const decided: Decided[] = []
  let waiting = [...asks]
  while (waiting.length > 0) {
    const lane = laneOf(waiting[0] as Ask)
    const until = waiting.findIndex((ask) => laneOf(ask) !== lane)
    const batch = waiting.slice(0, Math.min(size, until < 0 ? waiting.length : until))
    const answered = await decideBatch(hold(rows, lane, batch, at), rulebook, async () => {})
    for (const { area, rows: changed } of answered.rows.changed()) {
      const rule = ruleOf(area)
      for (const row of changed) put(rows, rule, row)
    }
    decided.push(...answered.decided)
    waiting = waiting.slice(answered.decided.length)
  }
  return decided
}

/** Every row, as text: two markets are the same if their texts are. */
export const textOf = (rows: Market): string =>
  canonical(
    Object.fromEntries(
      [...rows].map(([area, byKey]) => [area, Object.fromEntries([...byKey].sort())]),
    ),
  )

export const rowsOf = <Row>(rows: Market, area: string): Row[] =>
  [...(rows.get(area)?.values() ?? [])] as Row[]

const laneOf = ({ kind, body }: Ask): string =>
  rulebook.kinds.get(kind)?.lane(body) ?? 'asks:nobody'

const ruleOf = (area: string) =>
  rulebook.areas.find(({ name }) => name === area) as AreaRule<unknown>

const put = (rows: Market, rule: AreaRule<unknown>, row: unknown) =>
  rows.get(rule.name)?.set(rule.keyOf(row), row)

function hold(rows: Market, lane: string, asks: readonly Ask[], at: number): LaneHold {
  return {
    ...{ lane, head: 0, auditSeq: 0, auditHash: '', at, answered: new Map(), reused: [] },
    batch: asks.map((ask) => {
      const text = writeIntent(intentOf(ask))
      const { id, author, document = '' } = ask
      const found = { id, text, author, device: 'd1', document, change: '' }
      return { ...found, payloadHash: payloadHash(text), attempts: 0 }
    }),
    async load(area, by, keys) {
      const rule = ruleOf(area)
      const indexed = rule.by[by]
      return rowsOf(rows, area).filter((row) => indexed && keys.includes(indexed(row)))
    },
    commit: async () => ({ reply: 'ok', heads: [] }),
    release: async () => {},
  }
}

function intentOf({ kind, body, until, answers }: Ask): Intent {
  const intent: Intent = { v: 1, kind, basis: [], body: body as Intent['body'] }
  if (until !== undefined) intent.until = until
  if (answers !== undefined) intent.answers = answers
  return intent
}
