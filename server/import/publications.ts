import { INTENT_BYTES, type Intent, writeIntent } from '../../engine/model/intent.ts'
import {
  ITEMS,
  PRODUCTS,
  type PublishStockBody,
  type StockItem,
} from '../../intents/publish-stock/shape.ts'

/**
 * Publications of one store that say all of `groups`, in order, each within what one intent may hold. Items of a group
 * (a product and its price) stay in one publication, because each is taken whole or not at all.
 */
export function publications(store: string, groups: readonly StockItem[][]): PublishStockBody[] {
  const bodies: PublishStockBody[] = []
  let items: StockItem[] = []
  let bytes = bytesOf({ store, items: [] })
  let products = 0
  for (const group of groups) {
    const groupBytes = group.reduce((sum, item) => sum + jsonBytes(item) + 1, 0)
    const groupProducts = group.filter((item) => item.do === 'product').length
    const full =
      items.length + group.length > ITEMS ||
      products + groupProducts > PRODUCTS ||
      bytes + groupBytes > INTENT_BYTES
    if (full && items.length > 0) {
      bodies.push({ store, items })
      items = []
      bytes = bytesOf({ store, items })
      products = 0
    }
    items.push(...group)
    bytes += groupBytes
    products += groupProducts
  }
  if (items.length > 0) bodies.push({ store, items })
  return bodies
}

const utf8 = new TextEncoder()
const jsonBytes = (value: unknown) => utf8.encode(JSON.stringify(value)).length
const bytesOf = (body: PublishStockBody) =>
  utf8.encode(writeIntent({ v: 1, kind: 'publish-stock', basis: [], body: body as Intent['body'] }))
    .length
