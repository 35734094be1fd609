import type { Need, Rows } from '../../engine/model/area.ts'
import { defineKind } from '../../engine/model/kind.ts'
import { moveById } from '../../schema/areas/moves.ts'
import { priceBySku } from '../../schema/areas/prices.ts'
import { productBySku } from '../../schema/areas/products.ts'
import { stockBySku } from '../../schema/areas/stock.ts'
import { storeById } from '../../schema/areas/stores.ts'
import { storeLane } from '../../schema/lanes.ts'
import { decide } from './decide.ts'
import type { Seen } from './seen.ts'
import { type PublishStockBody, publishStockShape, type StockItem } from './shape.ts'

export const publishStock = defineKind<PublishStockBody, Seen>({
  shape: publishStockShape,
  lane: ({ store }) => storeLane(store),
  needs: ({ store, items }) => [
    storeById(store),
    ...items.flatMap((item) => [productBySku(store, item.sku), ...needsOf(store, item)]),
  ],
  view: (rows, { store, items }) => {
    const counted = (item: StockItem) => item.do === 'move' || item.do === 'count'
    return {
      isStore: rows.one(storeById(store)) !== undefined,
      skus: found(rows, items, ({ sku }) => productBySku(store, sku)).map(({ sku }) => sku),
      products: found(
        rows,
        items,
        (item) => item.do === 'product' && productBySku(store, item.sku),
      ),
      prices: found(rows, items, (item) => item.do !== 'product' && priceBySku(store, item.sku)),
      levels: found(rows, items, (item) => counted(item) && stockBySku(store, item.sku)),
      known: found(rows, items, (item) => 'id' in item && moveById(store, item.id)).map(
        ({ id }) => id,
      ),
    }
  },
  decide,
})

function needsOf(store: string, item: StockItem): Need[] {
  if (item.do === 'product') return []
  if (item.do === 'price') return [priceBySku(store, item.sku)]
  return [stockBySku(store, item.sku), moveById(store, item.id), priceBySku(store, item.sku)]
}

/** The rows of what these items name, each once, in the order in which they name it. */
function found<Row>(
  rows: Rows,
  items: readonly StockItem[],
  named: (item: StockItem) => Need<Row> | false,
): Row[] {
  const asked = new Set<string>()
  const there: Row[] = []
  for (const item of items) {
    const need = named(item)
    if (!need || asked.has(need.key)) continue
    asked.add(need.key)
    const row = rows.one(need)
    if (row !== undefined) there.push(row)
  }
  return there
}
