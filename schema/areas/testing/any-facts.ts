import fc from 'fast-check'
import type { Fact } from '../../../engine/model/fact.ts'
import { setStoreShape } from '../../../intents/set-store/shape.ts'
import {
  addressKept,
  counterSet,
  memberSet,
  orderLines,
  orderState,
  paymentDue,
  priceSet,
  productSet,
  stockLevel,
  stockMoved,
  storeSet,
} from '../../facts.ts'
import { ORDER_STATES } from '../../order.ts'

/** What hand-written array literals and COPY text trip over, and what collations sort otherwise. */
const NASTY = [
  ...[
    '',
    ' ',
    'NULL',
    'null',
    '\\N',
    '\\.',
    '"',
    '\\',
    "'",
    '{}',
    '{',
    '}',
    ',',
    ';',
    '$1',
    '%',
    '--',
  ],
  ...[
    '\t',
    '\n',
    '\r\n',
    'a\tb\\tc',
    '"a","b"',
    'à',
    'ß',
    'Z',
    'a',
    'தக்காளி',
    'टमाटर',
    '🍅',
    '\u2028',
    '0',
    '-1',
    'true',
  ],
]
const anyText = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', maxLength: 12 }))
const text = anyText.filter((one) => !one.includes('\0'))
/** The first part of a key of two. Few enough that keys come again, in a later batch too. */
const store = fc.oneof(
  fc.constantFrom('annai', 'gupta'),
  text.filter((one) => !one.includes('/')),
)
const few = fc.constantFrom('a', 'b', 'c/d', 'e f')
const name = fc.oneof(few, text)
const big = fc.oneof(fc.constantFrom(0, 1, Number.MAX_SAFE_INTEGER), fc.maxSafeNat())
const version = fc.oneof(
  fc.constant(1),
  fc.integer({ min: 1 }),
  fc.constant(Number.MAX_SAFE_INTEGER),
)
/** Milliseconds matter: a moment may lose none. */
const at = fc.integer({ min: 0, max: Date.UTC(2090, 0) })
const uuid = fc.uuid()
const maybe = <T extends object>(arbitrary: fc.Arbitrary<T>) =>
  arbitrary as fc.Arbitrary<Required<T>>
const names = maybe(fc.record({ en: text, ta: text, hi: text }, { requiredKeys: ['en'] }))

const member = fc
  .record({
    person: name,
    scope: name,
    role: name,
    status: fc.constantFrom('active' as const, 'suspended' as const, 'revoked' as const),
  })
  .map((value) => memberSet(value))

const { settings } = setStoreShape.example
const shop = fc
  .record({
    store,
    version,
    names,
    area: text,
    lat: fc.integer({ min: -90e6, max: 90e6 }),
    lng: fc.integer({ min: -180e6, max: 180e6 }),
    minimumPaise: big,
    paused: fc.boolean(),
  })
  .map(({ lat: latE6, lng: lngE6, ...value }) =>
    storeSet({ ...settings, ...value, place: { latE6, lngE6 } }),
  )

const fields = fc.record(
  {
    names,
    brand: text,
    pack: text,
    aisle: text,
    shelf: name,
    glyph: text,
    food: fc.constantFrom('veg' as const, 'egg' as const, 'meat' as const),
    taxBp: fc.integer({ min: 0, max: 2_800 }),
    active: fc.boolean(),
    words: text,
  },
  { requiredKeys: ['names', 'aisle', 'shelf', 'taxBp', 'active'] },
)
const product = fc
  .record({ store, sku: name, version, fields: maybe(fields) })
  .map(({ fields: told, ...value }) => productSet({ ...value, ...told }))

const price = fc
  .record({ store, sku: name, a: big, b: big, version })
  .map(({ a, b, ...value }) =>
    priceSet({ ...value, paise: Math.min(a, b), mrpPaise: Math.max(a, b) }),
  )

const level = fc.record({ store, sku: name, onHand: big, reserved: big, version }).map(stockLevel)

const why = fc.constantFrom(
  'received' as const,
  'sold' as const,
  'variance' as const,
  'reserved' as const,
)
const move = fc
  .record({
    store,
    id: name,
    sku: name,
    delta: fc.maxSafeInteger(),
    why,
    of: fc.option(text, { nil: undefined }),
  })
  .map(({ of, delta, ...value }) => {
    const moved = { ...value, delta, reserved: delta === 0 ? 1 : 0 }
    return stockMoved(of === undefined ? moved : { ...moved, of })
  })

const counter = fc.record({ store, counter: name, value: version }).map(counterSet)

const half = fc.integer({ min: 0, max: 1_000_000 })
const line = fc
  .record({
    sku: fc.option(name, { nil: undefined }),
    qty: fc.integer({ min: 1, max: 1_000_000_000 }),
    taxable: half,
    cgst: half,
    unitPaise: big,
    taxBp: fc.integer({ min: 0, max: 2_800 }),
    instead: fc.option(name, { nil: undefined }),
  })
  .map(({ sku, taxable, cgst, instead, ...rest }) => ({
    ...rest,
    ...(sku === undefined ? { kind: 'fee' as const } : { kind: 'product' as const, sku }),
    ...(instead === undefined ? {} : { insteadOf: { sku: instead, qty: 1_000 } }),
    ...{ taxablePaise: taxable, cgstPaise: cgst, sgstPaise: cgst, grossPaise: taxable + 2 * cgst },
  }))
const placed = fc
  .record({
    order: uuid,
    store,
    customer: name,
    lines: fc.array(line, { maxLength: 4 }),
    a: big,
    b: big,
    placedAt: at,
    pay: fc.constantFrom('cod' as const, 'hook' as const),
    when: fc.constantFrom('asap' as const, 'pickup' as const),
    address: fc.option(text, { nil: undefined }),
  })
  .map(({ a, b, lines, address, ...value }) => {
    const agreed = {
      ...value,
      // One order a cart, and numbers of its own in its shop.
      ...{
        cart: `cart of ${value.order}`,
        number: Number.parseInt(value.order.slice(0, 8), 16) + 1,
      },
      ...{ dropped: [], payablePaise: Math.min(a, b), maxTotalPaise: Math.max(a, b) },
      lines: lines.map((one, n) => ({ ...one, line: `l${n}` })),
    }
    return orderLines(address === undefined ? agreed : { ...agreed, address })
  })

const standing = fc
  .record({
    order: fc.oneof(fc.constant('00000000-0000-4000-8000-000000000001'), uuid),
    number: version,
    store,
    customer: name,
    state: fc.constantFrom(...ORDER_STATES),
    at,
    promise: fc.option(fc.tuple(at, fc.nat(1e7)), { nil: undefined }),
  })
  .map(({ promise, ...value }) =>
    orderState(
      promise ? { ...value, promise: { from: promise[0], to: promise[0] + promise[1] } } : value,
    ),
  )

const due = fc
  .record({
    order: uuid,
    store,
    paise: big,
    pay: fc.constantFrom('cod' as const, 'hook' as const),
    state: fc.constantFrom('due' as const, 'pending' as const),
  })
  .map(paymentDue)

const address = fc.record({ order: uuid, address: name, sealed: text }).map(addressKept)

/** By area: facts that set its rows, with whatever a word, a number or a moment may hold. */
export const anyFacts: Record<string, fc.Arbitrary<Fact>> = {
  memberships: member,
  stores: shop,
  products: product,
  prices: price,
  counters: counter,
  stock: level,
  moves: fc.oneof(move, placed),
  orders: placed,
  lines: placed,
  'order-states': standing,
  payments: due,
  addresses: address,
}
