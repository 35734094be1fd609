import { writeIntent } from '../../engine/model/intent.ts'
import type { FoundIntent } from '../../engine/model/pending.ts'
import { storeLane } from '../../schema/lanes.ts'
import { chanceOf, type Dice } from './chance.ts'
import { BEGINNING } from './machine.ts'
import { STORE, settings } from './opening.ts'

/** What is done to a store of the serial plane: questions come, batches are cut and decided, or given up. */
export type AskStep =
  | { do: 'ask'; found: FoundIntent[] }
  | { do: 'decide'; lane: string; limit: number; at: number }
  /** Two nodes take the lane at once; the first decides. */
  | { do: 'race'; lane: string; limit: number; at: number }
  | { do: 'give-up'; lane: string }
  | { do: 'put-off'; intent: string }
  /** A batch whose last outcome is there twice: the store must refuse all of it. */
  | { do: 'spoil'; lane: string; at: number }

const SKUS = ['s1', 's2', 's3']
const LANES = [storeLane(STORE), 'platform', 'asks:p1', 'asks:p2']

/** Questions of all kinds, good and bad, about three goods and three carts, in any order. */
export function drawAskSteps(dice: Dice, length: number): AskStep[] {
  const { uuid7 } = chanceOf(dice, () => BEGINNING)
  const asked: FoundIntent[] = []
  let at = BEGINNING
  const found = (author: string, kind: string, body: unknown, document = ''): FoundIntent => {
    const text = writeIntent({ v: 1, kind, basis: [], body: body as never })
    const one = { id: uuid7(), text, author, device: 'd1', document, change: '' }
    asked.push(one)
    return one
  }
  const opening: AskStep[] = [
    { do: 'ask', found: [found('system:demo', 'set-store', { store: STORE, basis: 0, settings })] },
    { do: 'decide', lane: 'platform', limit: 256, at },
    { do: 'ask', found: [found('system:demo', 'publish-stock', { store: STORE, items: goods() })] },
  ]
  const question = (): FoundIntent => {
    const person = dice.pick(['p1', 'p2'])
    switch (dice.below(8)) {
      case 0:
        return { ...found(person, 'nonsense', {}), text: dice.pick(['{}', 'not json', '']) }
      case 1:
        return found(person, dice.pick(['no-such-kind', 'checkout']), {})
      case 2:
        return found(person, 'publish-stock', { store: dice.pick([STORE, 'elsewhere']), items: [] })
      case 3: {
        const sku = dice.pick(SKUS)
        const item = { do: 'move', id: uuid7(), sku, qty: 1000, why: 'received' }
        return found('system:demo', 'publish-stock', { store: STORE, items: [item] })
      }
      case 4: {
        const known = dice.pick(asked)
        return dice.oneIn(2) ? known : { ...known, text: dice.pick(asked).text }
      }
      default: {
        const cart = dice.pick(['cart1', 'cart2', 'cart3', 'cart4', 'cart5'])
        return found(person, 'checkout', order(cart, dice), cart)
      }
    }
  }
  const steps = Array.from({ length }, (): AskStep => {
    at += dice.between(1, 60_000)
    const lane = dice.oneIn(3) ? dice.pick(LANES) : storeLane(STORE)
    switch (dice.below(9)) {
      case 0:
        return { do: 'race', lane, limit: dice.between(1, 5), at }
      case 1:
        return { do: 'give-up', lane }
      case 2:
        return { do: 'put-off', intent: dice.pick(asked).id }
      case 3:
        return { do: 'spoil', lane, at }
      case 4:
      case 5:
        return { do: 'decide', lane, limit: dice.between(1, 5), at }
      default:
        return { do: 'ask', found: Array.from({ length: dice.between(1, 4) }, question) }
    }
  })
  const closing = LANES.map((lane): AskStep => ({ do: 'decide', lane, limit: 256, at }))
  return [...opening, ...steps, ...closing]
}

const goods = () =>
  SKUS.flatMap((sku) => [
    {
      ...{ do: 'product', sku, basis: 0 },
      fields: {
        names: { en: sku },
        ...{ aisle: 'Staples', shelf: 'rice', taxBp: 500, active: true },
      },
    },
    { do: 'price', sku, basis: 0, paise: 1000, mrpPaise: 2000 },
    { do: 'move', id: `open-${sku}`, sku, qty: 3000, why: 'received' },
  ])

const order = (cart: string, dice: Dice) => ({
  ...{ store: STORE, cart, fill: dice.pick(['all', 'available']), when: 'pickup', pay: 'cod' },
  tipPaise: 0,
  maxTotalPaise: dice.pick([100, 10_000]),
  lines: Array.from({ length: dice.between(0, 3) }, (_, i) => ({
    ...{ line: `l${i}`, sku: dice.pick([...SKUS, 'unsold']), qty: 1000 * dice.between(1, 2) },
    ...{ seen: { paise: 1000, version: 1 }, upTo: dice.pick([900, 1100]) },
    else: dice.pick(['drop', 'ask', 'best-match', 'cancel-all']),
  })),
})
