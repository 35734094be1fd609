import type { Instant } from '../../engine/model/env.ts'
import type { Item } from '../../engine/replica/index.ts'
import { type Choice, type Consent, consent } from '../../intents/checkout/consent.ts'
import { type CheckoutBody, checkoutShape, type Else } from '../../intents/checkout/shape.ts'
import { openingOf } from '../../schema/store.ts'
import type { Live } from '../bind/live.ts'
import { type CartLine, isSold } from './bill.ts'
import { cartOf, choiceOf } from './carts.ts'
import { noteOn } from './notes.ts'
import { type Address, roughly, sealedAddress } from './place.ts'
import { storeFact, type Ware } from './shelf.ts'

/** What somebody agrees to for all orders of one shop: asked once, then shown beside the button. */
export type Terms = {
  similar: boolean
  fill: CheckoutBody['fill']
  when: CheckoutBody['when']
}
export const USUAL: Terms = { similar: true, fill: 'available', when: 'asap' }

const termsKey = (store: string) => `terms/${store}`

export const readTerms = async (live: Live, store: string): Promise<Terms | undefined> =>
  (await live.replica.kv.get(termsKey(store))) as Terms | undefined
export const keepTerms = (live: Live, store: string, terms: Terms): Promise<void> =>
  live.replica.kv.set(termsKey(store), { ...terms })

export type Draft = {
  store: string
  number: number
  lines: readonly CartLine[]
  terms: Terms
  /** A limit of the author's own. */
  maxTotalPaise?: number | undefined
  /** The time, as the author told it; else the server's as last learnt. */
  now?: Instant | undefined
}

/** The limit order as it stands on the screen, without the address; undefined while the shop is unknown here. */
export function draftConsent(live: Live, draft: Draft): Consent | undefined {
  const store = storeFact(live, draft.store)
  if (!store) return undefined
  const now = draft.now ?? live.replica.serverNow()
  const opening = openingOf(store, now)
  return consent({
    store,
    cart: cartOf(live, draft.store, draft.number).id,
    choices: draft.lines.filter(isSold).flatMap((line) => choicesOf(live, draft, line)),
    fill: draft.terms.fill,
    when: draft.terms.when,
    pay: 'cod',
    tipPaise: 0,
    now,
    ...(draft.maxTotalPaise !== undefined && { maxTotalPaise: draft.maxTotalPaise }),
    ...(opening.open && { closes: opening.closes }),
    ...noted(noteOn(live, { store: draft.store, number: draft.number })),
  })
}

const noted = (note: string | undefined) => (note === undefined ? {} : { note })

/** The cart's own lines: two devices may each have started one for the same product. */
function choicesOf(live: Live, { store, number, terms }: Draft, { row, ware }: CartLine): Choice[] {
  const { product, price } = ware as Ware
  const otherwise: Else =
    choiceOf(live, { store, number, sku: row.sku }) ?? (terms.similar ? 'best-match' : 'drop')
  const note = noteOn(live, { store, number, sku: row.sku })
  return row.lines.map(({ line, qty }, i) => ({
    line,
    sku: row.sku,
    qty,
    product,
    price: { paise: price?.paise ?? 0, version: price?.version ?? 0 },
    else: otherwise,
    // Said once, however many lines two devices started for one product.
    ...(i === 0 ? noted(note) : {}),
  }))
}

/** A checkout of this cart that waits for its author's choice: asking the cart again answers it. */
const openReview = (live: Live, document: string): string | undefined =>
  live.replica
    .items()
    .find(
      (item) =>
        item.document === document && item.step === 'review' && item.answeredBy === undefined,
    )?.id

/** Asks. Resolves once it is strictly saved on this phone; it is sent when there is a network. */
export async function place(
  live: Live,
  draft: Draft,
  address: Address | undefined,
): Promise<Item | undefined> {
  const ready = draftConsent(live, draft)
  if (!ready) return undefined
  const { body, until } = ready
  if (draft.terms.when === 'asap' && address) {
    const to = await sealedAddress(live, address)
    if (to) body.to = to.place ? { ...to, place: roughly(to.place) } : to
  }
  await keepTerms(live, draft.store, draft.terms)
  const document = cartOf(live, draft.store, draft.number)
  const answers = openReview(live, document.id)
  const item = await document.ask(checkoutShape, body, { until, ...(answers && { answers }) })
  // The first real work on this device: from now on the browser should not delete it by itself.
  void navigator.storage?.persist?.()
  return item
}
