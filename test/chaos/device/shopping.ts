import { setTimeout as pause } from 'node:timers/promises'
import { chance } from '../../../bench/commit/chance.ts'
import { fillCart } from '../../../bench/replay/device/fill-cart.ts'
import type { Shelf } from '../../../bench/replay/device/shelf.ts'
import { agreeId, askId, idOf } from '../../../bench/replay/ids.ts'
import type { Item } from '../../../engine/replica/items.ts'
import { type CheckoutBody, checkoutShape } from '../../../intents/checkout/shape.ts'
import { type CartAbout, cartAbout, changeCount } from '../../../schema/documents/cart.ts'
import { pieces } from '../../../schema/quantity.ts'
import type { Step } from '../../laws/history.ts'
import type { Device } from './device.ts'

/** Edits of one device in one cart before it asks: far below what a document may hold. */
const EDITS = { least: 20, more: 16 }
/** A device with so much unsent does nothing new until some of it has gone. */
const WAITING_MOST = 60
/** One after the other, on average. */
const TAPS = 4
const AGREE_MS = 3_600_000

export type Shopping = { begin(): void; end(): Promise<void> }

/**
 * What a customer does all day: fills a cart edit by edit, signs it, asks for it, takes what is offered instead of half
 * of what came back for review, and begins the next. Two devices of one person fill the same carts.
 */
export function openShopping({
  device,
  seed,
  number,
  life,
  store,
  skus,
  shelf,
  paceMs,
  note,
  did,
}: {
  device: Device
  seed: number
  number: number
  life: string
  store: string
  skus: readonly string[]
  shelf: Shelf
  paceMs: number
  note(step: Step): number
  did(): void
}): Shopping {
  const { replica, person } = device
  const name = `d${number}`
  const dice = chance(Number.parseInt(idOf(seed, 'shopping', number, life).slice(0, 8), 16))
  const pick = <T>(from: readonly T[]) => from[dice.below(from.length)] as T
  const until = () => replica.serverNow() + AGREE_MS
  const enough = () => EDITS.least + dice.below(EDITS.more)
  let cart = 1
  while (replica.item(askId(seed, number, cart))) cart += 1
  let left = enough()
  let lines = 0
  let stop = new AbortController()
  let working: Promise<void> | undefined

  const current = () => device.open(cartAbout(person, store, cart))
  type Ref = ReturnType<typeof current>

  /** `counter` is this device's own count in the cart, when the edit carries it. */
  async function edited(ref: Ref, edit: () => Promise<void>, counter?: number) {
    const known = counter === undefined ? {} : { counter, after: device.clockOf(ref.id) }
    const of = note({ type: 'invoke', f: 'edit', doc: ref.id, ...known })
    await edit()
    note({ type: 'ok', f: 'edit', of })
    did()
  }

  async function fill(ref: Ref) {
    const newLine = idOf(seed, 'line', number, life, cart, ++lines)
    const by = pieces(dice.below(4) === 0 ? -1 : 1 + dice.below(2))
    const change = changeCount(ref.plain().lines, { sku: pick(skus), by, newLine })
    if (change?.edit === 'addLine') await edited(ref, () => ref.edit('addLine', change.args))
    if (change?.edit === 'addTo') await edited(ref, () => ref.edit('addTo', change.args))
  }

  async function sign(ref: Ref) {
    const counter = Number(String(ref.plain().notes[name] ?? 0)) + 1
    await edited(ref, () => ref.edit('note', { name, text: String(counter) }), counter)
  }

  async function ask(
    ref: Ref,
    body: CheckoutBody,
    given: { id: string; until: number; answers?: string },
  ) {
    const { id } = given
    const of = note({ type: 'invoke', f: 'ask', intent: id, kind: 'checkout', doc: ref.id })
    await ref.ask(checkoutShape, body, given)
    note({ type: 'ok', f: 'ask', of })
    did()
  }

  async function checkout(ref: Ref) {
    const planned = {
      ...{ number: cart, lines: [], agrees: false, tipPaise: pick([0, 0, 1_000]) },
      fill: pick(['all', 'available'] as const),
      otherwise: pick(['drop', 'drop', 'best-match', 'ask', 'cancel-all'] as const),
      when: pick(['asap', 'pickup'] as const),
    }
    const agreed = await fillCart(ref, planned, {
      ...{ seed, device: number, shelf, now: replica.serverNow() },
    })
    await ask(ref, agreed.body, { id: askId(seed, number, cart), until: agreed.until })
    cart += 1
    left = enough()
  }

  /** An offer holds nothing, so this may be too late. */
  async function agree(item: Item & { step: 'review' }) {
    const about = replica.documents('cart').find(({ id }) => id === item.document)?.about
    const id = agreeId(seed, number, item.id)
    if (!about || !item.offer || replica.item(id)) return
    const body = item.offer as unknown as CheckoutBody
    await ask(device.open(about as CartAbout), body, {
      ...{ id, until: until(), answers: item.id },
    })
  }

  async function act() {
    if (replica.waiting().length >= WAITING_MOST) return
    const ref = current()
    const kind = dice.below(20)
    if (kind === 0) {
      const offered = replica.items().find(isOffered)
      if (offered) return agree(offered)
    }
    left -= 1
    if (left <= 0) return checkout(ref)
    if (kind < 6) return sign(ref)
    if (kind < 8) {
      const choice = JSON.stringify(pick(['drop', 'best-match', 'ask']))
      return edited(ref, () => ref.edit('choose', { sku: pick(skus), choice }))
    }
    return fill(ref)
  }
  const isOffered = (item: Item): item is Item & { step: 'review' } =>
    item.step === 'review' &&
    item.body !== undefined &&
    item.offer !== undefined &&
    !item.answeredBy &&
    Number.parseInt(item.id.slice(-1), 16) % 2 === 0

  return {
    begin() {
      if (working) return
      stop = new AbortController()
      working = (async () => {
        while (!stop.signal.aborted) {
          // A few taps, and then a look at something else.
          const taps = 1 + dice.below(2 * TAPS - 1)
          for (let tap = 0; tap < taps && !stop.signal.aborted; tap++) await act()
          const ms = taps * paceMs * (0.5 + dice.next())
          await pause(ms, undefined, { signal: stop.signal }).catch(() => undefined)
        }
      })()
    },
    async end() {
      stop.abort()
      await working
      working = undefined
    },
  }
}
