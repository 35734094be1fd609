import type { Conflict } from '../../engine/model/conflict.ts'
import type { StockMove } from '../../schema/facts.ts'
import { linePaise } from '../../schema/money.ts'
import { type Draft, levelIn } from './draft.ts'
import type { StockItem } from './shape.ts'

type Item<Do extends StockItem['do']> = Extract<StockItem, { do: Do }>

/** Stock came or went. An id that was counted before changes nothing: devices may tell it twice. */
export function move(draft: Draft, { id, sku, qty, why }: Item<'move'>): void {
  if (isKnown(draft, id)) return
  post(draft, { id, sku, delta: qty, why })
}

/**
 * A count corrects what its author was shown: counted less seen, so that what moved since still counts (12 seen, 9
 * counted, 2 sold meanwhile: 10 become 7). If something did move, both readings are kept.
 */
export function count(draft: Draft, item: Item<'count'>): void {
  const { id, sku, qty, seen } = item
  if (isKnown(draft, id)) return
  const before = draft.before.get(sku)
  const then = seen.version === (before?.version ?? 0) ? (before?.onHand ?? 0) : seen.onHand
  const { onHand } = levelIn(draft, sku)
  post(draft, { id, sku, delta: qty - then, why: 'counted' })
  if (onHand === then) return
  const after = levelIn(draft, sku).onHand
  const again = { ...item, id: `${id.slice(0, 58)}-again`, seen: { onHand: after, version: 0 } }
  draft.conflicts.push({
    ...opened(draft, 'count-raced', sku, onHand - then),
    a: { move: id, counted: qty, seen },
    b: { onHand },
    result: { onHand: after },
    options: [{ store: draft.store, items: [again] }],
  })
}

/** What was promised and is no longer there must be known to a person, each time it gets worse. */
export const shortfalls = (draft: Draft): Conflict[] =>
  [...draft.changed.levels].flatMap((sku) => {
    const before = draft.before.get(sku)
    const { onHand, reserved } = levelIn(draft, sku)
    const gap = reserved - onHand
    if (gap <= Math.max(0, (before?.reserved ?? 0) - (before?.onHand ?? 0))) return []
    const version = (before?.version ?? 0) + 1
    return [
      {
        ...opened(draft, 'shortfall', sku, gap),
        a: { onHand, version },
        b: { reserved },
        result: { gap },
      },
    ]
  })

function isKnown(draft: Draft, id: string): boolean {
  if (draft.counted.has(id)) {
    draft.known += 1
    return true
  }
  draft.counted.add(id)
  draft.applied += 1
  return false
}

/** Goods that were sold were there: what the books did not know of is posted too, so that no level goes below zero. */
function post(
  draft: Draft,
  { id, sku, delta, why }: Pick<StockMove, 'id' | 'sku' | 'delta' | 'why'>,
) {
  if (delta === 0) return
  const { store } = draft
  const level = levelIn(draft, sku)
  draft.moves.push({ id, store, sku, delta, reserved: 0, why })
  const variance = Math.max(0, -(level.onHand + delta))
  if (variance > 0) {
    const balance = { id: `${id}:variance`, store, sku, delta: variance, reserved: 0, of: id }
    draft.moves.push({ ...balance, why: 'variance' })
    draft.conflicts.push({
      ...opened(draft, 'variance', sku, variance),
      a: { move: id, delta },
      b: { onHand: level.onHand },
      result: { variance },
    })
  }
  draft.levels.set(sku, { ...level, onHand: level.onHand + delta + variance })
  draft.changed.levels.add(sku)
}

/** At stake are the goods that one side knows of and the other does not, in milli-units, at today's price. */
const opened = ({ store, prices }: Draft, rule: string, sku: string, goods: number) => ({
  rule,
  key: `${store}/${sku}`,
  category: 'business' as const,
  reviewer: 'staff',
  moneyAtRiskPaise: linePaise(prices.get(sku)?.paise ?? 0, Math.abs(goods)),
})
