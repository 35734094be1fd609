import * as v from 'valibot'
import { defineShape } from '../../engine/model/shape.ts'
import { Place } from '../../schema/place.ts'
import { Sku, StoreId } from '../../schema/store.ts'

/** Most lines of one order. */
export const ORDER_LINES = 80

/** The largest amount that can be asked for: ₹10,00,000. */
export const MOST_PAISE = 100_000_000

const paise = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MOST_PAISE))
/** What its author tells the shop in words: about one line, or about the order. It changes nothing that is decided. */
export const LINE_NOTE = 140
export const ORDER_NOTE = 280
const note = (most: number) => v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(most)))
const milli = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(1_000_000))
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64))
/** Not a name that the bill gives to its own lines: `tip`, `rounding`, and whatever has a colon. */
const lineId = v.pipe(v.string(), v.regex(/^(?!(tip|rounding)$)[A-Za-z0-9_-]{1,64}$/))
const distinct =
  <T>(of: (item: T) => string) =>
  (items: T[]) =>
    new Set(items.map(of)).size === items.length

/** What the author wants done when a line runs short, decided beforehand because the author may be offline then. */
export const Else = v.union([
  v.strictObject({ sku: Sku, upTo: paise }),
  v.picklist(['best-match', 'ask', 'drop', 'cancel-all']),
])
export type Else = v.InferOutput<typeof Else>

export const CheckoutLine = v.strictObject({
  line: lineId,
  sku: Sku,
  qty: milli,
  /** The price the author saw, per unit, and its version. */
  seen: v.strictObject({ paise, version: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
  /** The most the author agrees to, per unit. */
  upTo: paise,
  else: Else,
  note: note(LINE_NOTE),
})
export type CheckoutLine = v.InferOutput<typeof CheckoutLine>

/** A limit order: never above `maxTotal`, never a line above its `upTo`. `cart` is the cart document's id. */
export const CheckoutBody = v.strictObject({
  store: StoreId,
  cart: id,
  lines: v.pipe(
    v.array(CheckoutLine),
    v.maxLength(ORDER_LINES),
    v.check(
      distinct((line) => line.line),
      'two lines with one id',
    ),
  ),
  fill: v.picklist(['all', 'available']),
  when: v.picklist(['asap', 'pickup']),
  /** Where to: the address under its author's key (AES-GCM, base64), and its place to about 100 m. */
  to: v.optional(
    v.strictObject({ id, sealed: v.pipe(v.string(), v.maxLength(4000)), place: v.optional(Place) }),
  ),
  pay: v.picklist(['cod', 'hook']),
  tipPaise: paise,
  maxTotalPaise: paise,
  note: note(ORDER_NOTE),
})
export type CheckoutBody = v.InferOutput<typeof CheckoutBody>

export const checkoutShape = defineShape<CheckoutBody>({
  name: 'checkout',
  body: CheckoutBody,
  example: {
    store: 'annai-stores',
    cart: '4NMNnkMhL8jXrdJ9jamS58PAVdXu',
    lines: [
      {
        line: '01936f6e-7c1a-7000-8000-000000000001',
        sku: 'milk-500',
        qty: 2000,
        seen: { paise: 3000, version: 4 },
        upTo: 3300,
        else: 'drop',
      },
    ],
    fill: 'available',
    when: 'pickup',
    pay: 'cod',
    tipPaise: 0,
    maxTotalPaise: 7000,
  },
})
