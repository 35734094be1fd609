import { accept, type Decision, refuse } from '../../engine/model/decision.ts'
import type { Asked } from '../../engine/model/kind.ts'
import { notRunning } from '../../schema/roles.ts'
import { draftOf, factsOf } from './draft.ts'
import { setPrice, setProduct } from './listing.ts'
import type { Seen } from './seen.ts'
import type { PublishStockBody, StockItem } from './shape.ts'
import { count, move, shortfalls } from './stock.ts'

/**
 * What happened to the stock happened, and is never refused for the numbers; what somebody wants to say of a price or a
 * product is taken only on the version they saw. What they did not see stands, and both are kept for a person.
 */
export function decide(seen: Seen, asked: Asked<PublishStockBody>): Decision {
  const { store, items } = asked.body
  const no = notRunning(asked, store, ['owner', 'staff'])
  if (no) return refuse(no)
  if (!seen.isStore) return refuse('no-such-store', { store })
  const skus = new Set(seen.skus)
  for (const item of items) {
    if (item.do === 'product') skus.add(item.sku)
    else if (!skus.has(item.sku)) return refuse('unknown-sku', { sku: item.sku })
    if (item.do === 'price' && item.paise > item.mrpPaise)
      return refuse('above-mrp', { sku: item.sku, mrp: item.mrpPaise })
  }

  const draft = draftOf(store, seen)
  for (const item of items) apply[item.do](draft, item as never)
  const conflicts = [...draft.conflicts, ...shortfalls(draft)]
  const { applied, known } = draft
  return accept(factsOf(draft), { result: { applied, known }, conflicts })
}

const apply = {
  move,
  count,
  price: setPrice,
  product: setProduct,
} satisfies Record<StockItem['do'], unknown>
