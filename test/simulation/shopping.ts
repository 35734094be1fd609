import type { Json } from '../../engine/model/canonical.ts'
import type { DocumentSort } from '../../engine/model/document.ts'
import type { Item } from '../../engine/replica/items.ts'
import type { Replica } from '../../engine/replica/replica.ts'
import { type Choice, consent } from '../../intents/checkout/consent.ts'
import { type CheckoutBody, checkoutShape, type Else } from '../../intents/checkout/shape.ts'
import {
  type Cart,
  type CartAbout,
  cartAbout,
  cartRows,
  cart as cartSort,
  changeCount,
} from '../../schema/documents/cart.ts'
import { factValue } from '../../schema/facts.ts'
import { catalogLane } from '../../schema/lanes.ts'
import type { Price, Product } from '../../schema/product.ts'
import { pieces } from '../../schema/quantity.ts'
import type { Store } from '../../schema/store.ts'
import { askNoted, editNoted, type Hand } from './asking.ts'
import type { Dice } from './chance.ts'
import { clockOf } from './device.ts'
import { STORE, settings } from './opening.ts'

const sort = cartSort as unknown as DocumentSort

/** One thing a customer does on one device, or nothing when it cannot be done now. */
export type Act = (hand: Hand, dice: Dice) => Promise<void>

/** The cart that is being filled: the lowest one that this device knows of no live checkout for. */
function openCart({ replica, device }: Hand): CartAbout {
  for (let number = 1; ; number++) {
    const about = cartAbout(device.person, STORE, number)
    const { id } = replica.document(cartSort, about)
    const isGone = replica
      .items()
      .some((item) => item.document === id && ['saved', 'sent', 'accepted'].includes(item.step))
    if (!isGone) return about
  }
}

export const plainCart = (replica: Replica, about: CartAbout): Cart =>
  replica.document(cartSort, about).plain() as unknown as Cart

/** What the device knows of the shop. */
function catalogue(replica: Replica): {
  store: Store | undefined
  goods: { product: Product; price: Price }[]
} {
  const lane = replica.lane(catalogLane(STORE))
  const store = lane.get('store')
  return {
    store: store && factValue('store.set', store),
    goods: lane.list('product/').flatMap((fact) => {
      const product = factValue('product.set', fact)
      const priced = product && lane.get(`price/${product.sku}`)
      const price = priced && factValue('price.set', priced)
      return product && price ? [{ product, price }] : []
    }),
  }
}

export const fill: Act = async (hand, dice) => {
  const { goods } = catalogue(hand.replica)
  if (goods.length === 0) return
  const about = openCart(hand)
  const { sku } = dice.pick(goods).product
  const { lines } = plainCart(hand.replica, about)
  const by = pieces(dice.oneIn(4) ? -1 : dice.between(1, 3))
  const change = changeCount(lines, { sku, by, newLine: hand.uuid7() })
  if (change) await editNoted(hand, { sort, about, name: change.edit, args: change.args as Json })
}

export const empty: Act = async (hand) => {
  const about = openCart(hand)
  const seen = cartRows(plainCart(hand.replica, about).lines).flatMap((row) => row.lines)
  if (seen.length > 0) await editNoted(hand, { sort, about, name: 'remove', args: { seen } })
}

/** Writes the device's own count into the cart, so that readers can tell what they have seen of whom. */
export const sign: Act = async (hand) => {
  const { device, replica } = hand
  const { life, name: writer } = device.machine
  const about = openCart(hand)
  const ref = replica.document(cartSort, about)
  const counter = (device.counts.get(ref.id) ?? 0) + 1
  device.counts.set(ref.id, counter)
  const after = clockOf(replica, ref.id) ?? {}
  const of = device.note({ type: 'invoke', f: 'edit', doc: ref.id, counter, after })
  await ref.edit('note', { name: writer, text: String(counter) })
  if (device.machine.life === life) device.note({ type: 'ok', f: 'edit', of })
}

export const checkout: Act = async (hand, dice) => {
  const { replica } = hand
  const { store, goods } = catalogue(replica)
  const about = openCart(hand)
  const { id } = replica.document(cartSort, about)
  const bySku = new Map(goods.map((good) => [good.product.sku, good]))
  // Line ids hold the clock's time: their order must not decide what is drawn for whom.
  const rows = cartRows(plainCart(replica, about).lines).sort((a, b) => (a.sku < b.sku ? -1 : 1))
  const choices = rows.flatMap(({ sku, qty, lines }) => {
    const good = bySku.get(sku)
    const line = lines[0]?.line
    return good && line ? [{ line, sku, qty, ...good, else: otherwise(dice, goods) } as Choice] : []
  })
  if (!store || (choices.length === 0 && !dice.oneIn(8))) return
  const { body, until } = consent({
    ...{ store, cart: id, choices, fill: dice.pick(['all', 'available'] as const) },
    ...(dice.oneIn(3) ? delivered : { when: 'pickup' as const }),
    pay: 'cod',
    tipPaise: dice.pick([0, 0, 1_000]),
    now: replica.serverNow(),
  })
  await askNoted(hand, { sort, about, shape: checkoutShape, body, until })
}

const delivered = {
  when: 'asap' as const,
  to: { id: 'home', sealed: 'c2VhbGVk', place: settings.place },
}

const otherwise = (dice: Dice, goods: { product: Product; price: Price }[]): Else => {
  const { product, price } = dice.pick(goods)
  return dice.pick<Else>([
    'best-match',
    'ask',
    'drop',
    'cancel-all',
    { sku: product.sku, upTo: price.paise },
  ])
}

/** Agrees to what a review offers; the offer holds nothing, so it may be too late. */
export const agree: Act = async (hand, dice) => {
  const open = hand.replica
    .items()
    .filter((item) => item.step === 'review' && !item.answeredBy && item.kind === 'checkout')
  if (open.length === 0) return
  const { id, document, ...item } = dice.pick(open) as Item & { step: 'review' }
  const known = hand.replica.documents('cart').find((each) => each.id === document)
  if (!item.offer || !known) return
  const { about } = known
  const body = item.offer as unknown as CheckoutBody
  const until = hand.replica.serverNow() + 3_600_000
  await askNoted(hand, { sort, about, shape: checkoutShape, body, answers: id, until })
}

export const takeBack: Act = async ({ replica, device }, dice) => {
  const saved = replica.items().filter((item) => item.step === 'saved')
  if (saved.length === 0) return
  const { life } = device.machine
  const { id } = dice.pick(saved)
  const isBack = await replica.takeBack(id)
  if (isBack && device.machine.life === life) {
    device.note({ type: 'ok', f: 'taken-back', intent: id })
  }
}

/** Opens the carts that another device of the same person may have made. */
export const look: Act = async (hand, dice) => {
  const number = dice.between(1, 3)
  plainCart(hand.replica, cartAbout(hand.device.person, STORE, number))
}

/** An id of one device with another text on a second one, in another cart: the first answer must stand. */
export const reuse: Act = async (hand, dice) => {
  const { replica, asked, device } = hand
  const others = asked.filter(({ id, kind }) => kind === 'checkout' && !replica.item(id))
  if (others.length === 0) return
  const { id, body } = dice.pick(others)
  const about = cartAbout(device.person, STORE, 90 + dice.below(3))
  const cart = replica.document(cartSort, about).id
  const other = { ...(body as CheckoutBody), cart }
  await askNoted(hand, { sort, about, shape: checkoutShape, body: other, id })
}

/** Edits a cart that is somebody else's, or asks in it, whether or not they may read it: must come to nothing. */
export const trespass: Act = async (hand, dice) => {
  const others = hand.people.filter((person) => person !== hand.device.person)
  if (others.length === 0) return
  const about = cartAbout(dice.pick(others), STORE, 1)
  const args = { line: hand.uuid7(), sku: 'sku-1', qty: pieces(1) }
  if (dice.oneIn(2)) return editNoted(hand, { sort, about, name: 'addLine', args })
  const cart = hand.replica.document(cartSort, about).id
  const body = { ...checkoutShape.example, store: STORE, cart }
  await askNoted(hand, { sort, about, shape: checkoutShape, body })
}
