import type { Need } from '../../engine/model/area.ts'
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
    const skus = (what?: readonly StockItem['do'][]) => [
      ...new Set(items.filter((item) => !what || what.includes(item.do)).map(({ sku }) => sku)),
    ]
    const found = <Row>(of: (store: string, sku: string) => Need<Row>, among: string[]) =>
      among.flatMap((sku) => rows.one(of(store, sku)) ?? [])
    const moves = items.flatMap((item) => ('id' in item ? item.id : []))
    return {
      isStore: rows.one(storeById(store)) !== undefined,
      skus: found(productBySku, skus()).map(({ sku }) => sku),
      products: found(productBySku, skus(['product'])),
      prices: found(priceBySku, skus(['price', 'move', 'count'])),
      levels: found(stockBySku, skus(['move', 'count'])),
      known: [...new Set(moves)].filter((id) => rows.one(moveById(store, id)) !== undefined),
    }
  },
  decide,
})

function needsOf(store: string, item: StockItem): Need[] {
  if (item.do === 'product') return []
  if (item.do === 'price') return [priceBySku(store, item.sku)]
  return [stockBySku(store, item.sku), moveById(store, item.id), priceBySku(store, item.sku)]
}
