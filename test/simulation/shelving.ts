import type { DocumentSort } from '../../engine/model/document.ts'
import {
  type PublishStockBody,
  publishStockShape,
  type StockItem,
} from '../../intents/publish-stock/shape.ts'
import { stockDraft, stockDraftAbout } from '../../schema/documents/stock-draft.ts'
import { factValue } from '../../schema/facts.ts'
import { catalogLane, storeLane } from '../../schema/lanes.ts'
import { pieces } from '../../schema/quantity.ts'
import { askNoted, editNoted } from './asking.ts'
import { STORE } from './opening.ts'
import type { Act } from './shopping.ts'

const sort = stockDraft as unknown as DocumentSort

/** The shop tells of one to three things at once: goods came or went, were counted, or cost something else now. */
export const publish: Act = async (hand, dice) => {
  const { replica } = hand
  const shelf = replica.lane(storeLane(STORE))
  const levels = shelf.list('stock/').flatMap((fact) => factValue('stock.level', fact) ?? [])
  const prices = replica
    .lane(catalogLane(STORE))
    .list('price/')
    .flatMap((fact) => factValue('price.set', fact) ?? [])
  if (levels.length === 0 || prices.length === 0) return
  const items = Array.from({ length: dice.between(1, 3) }, (): StockItem => {
    const { sku, onHand, version } = dice.pick(levels)
    const price = dice.pick(prices)
    const id = hand.uuid7()
    const qty = pieces(dice.between(1, 3))
    switch (dice.below(5)) {
      case 0:
        return { do: 'move', id, sku, qty: -qty, why: dice.pick(['sold', 'damaged'] as const) }
      case 1:
        return {
          ...{ do: 'count', id, sku, qty: pieces(dice.between(0, 4)) },
          seen: { onHand, version },
        } as StockItem
      case 2: {
        const paise = Math.max(100, price.paise + dice.between(-4, 6) * 50)
        const { mrpPaise, version: basis } = price
        return { do: 'price', sku: price.sku, paise: Math.min(paise, mrpPaise), mrpPaise, basis }
      }
      default:
        return { do: 'move', id, sku, qty, why: 'received' }
    }
  })
  // A draft is for some dozen publications, as a day's is; then the next begins.
  const about = stockDraftAbout(STORE, 1 + Math.floor(hand.asked.length / 12))
  for (const item of items) {
    if (item.do !== 'move') continue
    const args = { id: item.id, movement: JSON.stringify(item) }
    await editNoted(hand, { sort, about, name: 'move', args })
  }
  const body: PublishStockBody = { store: STORE, items }
  await askNoted(hand, { sort, about, shape: publishStockShape, body })
}
