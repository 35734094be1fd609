import type { Fact } from '../../../engine/model/fact.ts'
import { priceSet, productSet, stockLevel, storeSet } from '../../../schema/facts.ts'
import type { Store } from '../../../schema/store.ts'
import type { Ask } from '../../testing/market.ts'
import { intentId } from '../../testing/market.ts'
import { upTo } from '../consent.ts'
import type { CheckoutBody, CheckoutLine } from '../shape.ts'

export const SHOP = 'annai'
export const ASHA = 'asha'

/** A shop that is open from six to ten, minimum ₹0, delivery ₹25 and free from ₹500 on. */
export const shop = (change: Partial<Store> = {}): Fact =>
  storeSet({
    store: SHOP,
    version: 1,
    names: { en: 'Annai Stores' },
    area: 'Mylapore',
    place: { latE6: 13_033_000, lngE6: 80_269_000 },
    tint: 'turmeric',
    hours: [{ fromMinute: 360, toMinute: 1320 }],
    closures: [],
    paused: false,
    zoneMetres: 2_000,
    prepareMinutes: 12,
    minimumPaise: 0,
    deliveryPaise: 2_500,
    freeAbovePaise: 50_000,
    deliveryTaxBp: 1_800,
    ...change,
  })

/** One product with its price and stock; pieces, paise. */
export function sold(
  sku: string,
  {
    paise = 3_000,
    count = 10,
    shelf = 'milk',
    version = 1,
    active = true,
    reserved = 0,
    food = 'veg' as 'veg' | 'meat',
  } = {},
): Fact[] {
  const product = { aisle: 'Dairy', shelf, taxBp: 500, food, active, version }
  return [
    productSet({ store: SHOP, sku, names: { en: sku }, ...product }),
    priceSet({ store: SHOP, sku, paise, mrpPaise: paise * 2, version }),
    stockLevel({ store: SHOP, sku, onHand: count * 1_000, reserved: reserved * 1_000, version }),
  ]
}

export const line = (
  sku: string,
  count: number,
  change: Partial<CheckoutLine> = {},
): CheckoutLine => ({
  line: `line-${sku}`,
  sku,
  qty: count * 1_000,
  seen: { paise: 3_000, version: 1 },
  upTo: upTo(3_000),
  else: 'ask',
  ...change,
})

export const order = (lines: CheckoutLine[], change: Partial<CheckoutBody> = {}): CheckoutBody => ({
  store: SHOP,
  cart: 'cart-1',
  lines,
  fill: 'available',
  when: 'pickup',
  pay: 'cod',
  tipPaise: 0,
  maxTotalPaise: 1_000_000,
  ...change,
})

export const asks = (n: number, body: CheckoutBody, change: Partial<Ask> = {}): Ask => ({
  id: intentId(n),
  author: ASHA,
  kind: 'checkout',
  body,
  document: body.cart,
  ...change,
})
