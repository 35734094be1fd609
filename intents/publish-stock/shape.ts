import * as v from 'valibot'
import { defineShape } from '../../engine/model/shape.ts'
import { ProductFields } from '../../schema/product.ts'
import { Sku, StoreId } from '../../schema/store.ts'

/** Most items of one publication, and most products among them: a product is the longest to say. */
export const ITEMS = 200
export const PRODUCTS = 50

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const paise = v.pipe(whole, v.maxValue(100_000_000))
const milli = v.pipe(whole, v.maxValue(1_000_000_000))
/** A device's own name for what happened; no slash or colon, which name what follows from an order or a move. */
const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/))
/** The version the author saw; 0: there was none. */
const basis = whole

/** Stock came or went: `qty` in milli-units, negative for what went. The same id is counted once, however often asked. */
export const Move = v.strictObject({
  do: v.literal('move'),
  id,
  sku: Sku,
  qty: v.pipe(
    v.number(),
    v.safeInteger(),
    v.minValue(-1_000_000_000),
    v.maxValue(1_000_000_000),
    v.notValue(0),
  ),
  why: v.picklist(['received', 'sold', 'damaged', 'returned']),
})

/** Somebody counted `qty` on the shelf, when their device showed `seen`: what was sold since still counts. */
export const Count = v.strictObject({
  do: v.literal('count'),
  id,
  sku: Sku,
  qty: milli,
  seen: v.strictObject({ onHand: milli, version: basis }),
})

export const SetPrice = v.strictObject({
  do: v.literal('price'),
  sku: Sku,
  paise,
  mrpPaise: paise,
  basis,
})

export const SetProduct = v.strictObject({
  do: v.literal('product'),
  sku: Sku,
  fields: ProductFields,
  basis,
})

export const StockItem = v.variant('do', [Move, Count, SetPrice, SetProduct])
export type StockItem = v.InferOutput<typeof StockItem>

/** What a shop tells of its shelves, done in order and as one: all of it or, refused, none. */
export const PublishStockBody = v.strictObject({
  store: StoreId,
  items: v.pipe(
    v.array(StockItem),
    v.minLength(1),
    v.maxLength(ITEMS),
    v.check(
      (items) => items.filter((item) => item.do === 'product').length <= PRODUCTS,
      `more than ${PRODUCTS} products`,
    ),
  ),
})
export type PublishStockBody = v.InferOutput<typeof PublishStockBody>

export const publishStockShape = defineShape<PublishStockBody>({
  name: 'publish-stock',
  body: PublishStockBody,
  example: {
    store: 'annai-stores',
    items: [
      {
        do: 'product',
        sku: 'milk-500',
        basis: 0,
        fields: {
          names: { en: 'Toned milk', ta: 'பால்' },
          pack: '500 ml',
          aisle: 'Dairy',
          shelf: 'milk',
          taxBp: 0,
          active: true,
        },
      },
      { do: 'price', sku: 'milk-500', paise: 3000, mrpPaise: 3000, basis: 0 },
      { do: 'move', id: 'm1', sku: 'milk-500', qty: 24000, why: 'received' },
      { do: 'count', id: 'c1', sku: 'milk-500', qty: 22000, seen: { onHand: 24000, version: 1 } },
    ],
  },
})
