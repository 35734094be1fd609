import { type PendingIntent, placeIntent } from '../../engine/authority/pending.ts'
import { writeIntent } from '../../engine/model/intent.ts'
import { kindsByName } from '../../intents/all.ts'
import type { CheckoutBody } from '../../intents/checkout/shape.ts'
import type { PublishStockBody } from '../../intents/publish-stock/shape.ts'
import { type Chance, chance } from './chance.ts'

/** What waits to be decided: who asks what of how many shops and products. */
export type Scenario = {
  name: string
  stores: number
  products: number
  /** Of a hundred questions, how many are a shop's own `publish-stock`. */
  publishes: number
}

export const scenarios: Scenario[] = [
  { name: 'hot', stores: 1, products: 3, publishes: 0 },
  { name: 'spread', stores: 1, products: 1_000, publishes: 0 },
  { name: 'spread-50', stores: 50, products: 1_000, publishes: 0 },
  { name: 'mixed', stores: 1, products: 1_000, publishes: 40 },
]

export const LINES = 3
/** Of a hundred orders, how many ask for what is sold out, and want nothing then. */
const REFUSABLE = 10
export const SOLD_OUT = 'sold-out'
const CUSTOMERS = 2_000

export const storeName = (n: number) => `shop-${n}`
export const skuName = (n: number) => `sku-${n}`
export const ownerOf = (store: number) => personId(900_000 + store)
export const PRICE_PAISE = 4_500

/** The questions of one run, the same for everybody who is measured with this seed. */
export function questions(scenario: Scenario, count: number, seed: number): PendingIntent[] {
  const dice = chance(seed)
  return Array.from({ length: count }, (_, n) => {
    const store = dice.below(scenario.stores)
    const publishes = dice.below(100) < scenario.publishes
    return publishes ? publication(scenario, store, n, dice) : checkout(scenario, store, n, dice)
  })
}

function checkout(scenario: Scenario, store: number, n: number, dice: Chance): PendingIntent {
  const cart = `cart${n}x${dice.hex(20)}`
  const isRefusable = dice.below(100) < REFUSABLE
  const skus = distinct(Math.min(LINES, scenario.products), scenario.products, dice)
  const body: CheckoutBody = {
    store: storeName(store),
    cart,
    lines: skus.map((sku, at) => ({
      line: intentId(n, 100 + at, dice),
      sku: isRefusable && at === 0 ? SOLD_OUT : skuName(sku),
      qty: 1_000 * (1 + dice.below(3)),
      seen: { paise: PRICE_PAISE, version: 1 },
      upTo: PRICE_PAISE + 500,
      else: isRefusable ? 'cancel-all' : 'drop',
    })),
    fill: 'available',
    when: 'pickup',
    pay: 'cod',
    tipPaise: 0,
    maxTotalPaise: 100_000_000,
  }
  const author = personId(dice.below(CUSTOMERS))
  return asked('checkout', body, { id: intentId(n, 1, dice), author, document: cart, dice })
}

function publication(scenario: Scenario, store: number, n: number, dice: Chance): PendingIntent {
  const body: PublishStockBody = {
    store: storeName(store),
    items: distinct(LINES, scenario.products, dice).map((sku, at) => ({
      do: 'move',
      id: `m${n}-${at}-${dice.hex(6)}`,
      sku: skuName(sku),
      qty: 1_000 * (1 + dice.below(20)),
      why: 'received',
    })),
  }
  const document = `draft${n}x${dice.hex(20)}`
  return asked('publish-stock', body, {
    id: intentId(n, 1, dice),
    author: ownerOf(store),
    document,
    dice,
  })
}

function asked(
  kind: string,
  body: object,
  of: { id: string; author: string; document: string; dice: Chance },
): PendingIntent {
  const { id, author, document, dice } = of
  const basis = [dice.hex(64)]
  const text = writeIntent({ v: 1, kind, basis, body: body as Record<string, never> })
  const device = personId(1_000_000 + dice.below(CUSTOMERS))
  return placeIntent({ id, text, author, device, document, change: dice.hex(64) }, kindsByName)
}

function distinct(count: number, below: number, dice: Chance): number[] {
  const chosen = new Set<number>()
  while (chosen.size < count) chosen.add(dice.below(below))
  return [...chosen]
}

/** A UUIDv7 whose time is the question's place in line, as ids of one evening are. */
const intentId = (n: number, turn: number, dice: Chance) => {
  const time = (1_790_000_000_000 + n * 7).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${turn.toString(16).padStart(3, '0')}-8${dice.hex(3)}-${dice.hex(12)}`
}

const personId = (n: number) => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
