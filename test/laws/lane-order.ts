import type { LawCheck } from './check.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I8: who was told an answer before somebody asked comes before them in the lane. The place of an intent in its home
 * lane is its number in the lane's audit chain.
 */
export const laneOrderIsRealOrder: LawCheck = ({ history, rows }) => {
  const place = new Map(
    rows.audit.flatMap((row) =>
      row.intent && row.what === 'decided' ? [[row.intent, row] as const] : [],
    ),
  )
  const toldUpTo = new Map<string, number>()
  const asked = new Set<string>()
  const broken: Violation[] = []
  for (const event of inTime(history)) {
    if (event.type === 'ok' && event.f === 'told') {
      const at = place.get(event.intent)
      if (at) toldUpTo.set(at.chain, Math.max(at.seq, toldUpTo.get(at.chain) ?? 0))
    }
    // Asked again, an intent has its place already.
    if (event.type === 'invoke' && event.f === 'ask' && !asked.has(event.intent)) {
      asked.add(event.intent)
      const at = place.get(event.intent)
      const before = at && toldUpTo.get(at.chain)
      if (at && before !== undefined && at.seq <= before) {
        const saw = `${event.intent} is ${at.chain} ${at.seq}, but ${before} was told before it was asked`
        broken.push(violation('I8', 'answered-before-asked', saw))
      }
    }
  }
  return broken
}

/** Events by the shared clock; `Array.sort` is stable, so one process keeps its order. */
export const inTime = <T extends { at: string }>(events: readonly T[]): T[] =>
  events
    .map((event) => ({ event, at: BigInt(event.at) }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map(({ event }) => event)
