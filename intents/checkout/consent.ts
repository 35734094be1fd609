import type { Instant } from '../../engine/model/env.ts'
import { mulDivRound } from '../../schema/money.ts'
import type { Price, Product } from '../../schema/product.ts'
import { type Quote, type QuoteLine, quote } from '../../schema/quote.ts'
import { openingOf, type Store } from '../../schema/store.ts'
import type { CheckoutBody, CheckoutLine, Else } from './shape.ts'

/** What an author agrees to unless they say otherwise: a price may rise by a tenth, the total by ₹10 or 3 %. */
export const PRICE_RISE_BP = 1_000
export const TOTAL_RISE_BP = 300
export const TOTAL_RISE_LEAST_PAISE = 1_000

/** How long an order waits for a connection before it asks again: an hour. */
export const ASAP_MS = 60 * 60_000

const RUPEE = 100

/** One row of the cart as the author sees it on Check and place. */
export type Choice = {
  line: string
  sku: string
  qty: number
  product: Pick<Product, 'names' | 'pack' | 'taxBp'>
  price: Pick<Price, 'paise' | 'version'>
  /** What to do if it runs short; for a chosen substitute, `upTo` is its own limit. */
  else: Else
  /** A limit of the author's own; else the seen price and a tenth. */
  upTo?: number
  note?: string
}

export type Wish = {
  store: Store
  cart: string
  choices: readonly Choice[]
  fill: CheckoutBody['fill']
  when: CheckoutBody['when']
  to?: CheckoutBody['to']
  pay: CheckoutBody['pay']
  tipPaise: number
  /** A limit of the author's own; else the total and what may come on top. */
  maxTotalPaise?: number
  /** Server time as last learnt. */
  now: Instant
  /** When the author means to stop waiting, if earlier than usual. */
  closes?: Instant
  /** A word to the shop about all of it. */
  note?: string
}

/** What will be asked, what it comes to at the prices seen, and until when it may be done. */
export type Consent = { body: CheckoutBody; seen: Quote; until: Instant }

/**
 * Composes the limit order of a cart. The quote is the authority's own function, so the total shown is the total
 * charged unless a price moves; `until` is never absent, because nobody wants tomorrow what they asked for tonight.
 */
export function consent(wish: Wish): Consent {
  const { store, cart, choices, fill, when, to, pay, tipPaise } = wish
  const lines = choices.map(toQuoteLine)
  const bill = (maxTotalPaise: number) =>
    quote({ lines, store, when, tipPaise, pay, maxTotalPaise })
  const limit = wish.maxTotalPaise ?? maxTotal(bill(Number.MAX_SAFE_INTEGER).payablePaise)
  const body: CheckoutBody = {
    store: store.store,
    cart,
    lines: choices.map(toLine),
    fill,
    when,
    pay,
    tipPaise,
    maxTotalPaise: limit,
  }
  if (to && when === 'asap') body.to = to
  if (wish.note !== undefined) body.note = wish.note
  return { body, seen: bill(limit), until: until(wish) }
}

/** The most a price may rise to without asking again; from ten rupees on a whole rupee, as prices are printed. */
export function upTo(seenPaise: number): number {
  const risen = seenPaise + mulDivRound(seenPaise, PRICE_RISE_BP, 10_000)
  return seenPaise < 10 * RUPEE ? risen : wholeRupees(risen)
}

/** The most a total may come to without asking again, in whole rupees: the button names it. */
export const maxTotal = (totalPaise: number): number =>
  wholeRupees(
    totalPaise + Math.max(TOTAL_RISE_LEAST_PAISE, mulDivRound(totalPaise, TOTAL_RISE_BP, 10_000)),
  )

const wholeRupees = (paise: number): number => Math.ceil(paise / RUPEE) * RUPEE

/**
 * An hour for what is brought as soon as possible, closing time for what is fetched; never after the shop closes. A
 * shop that is shut now is asked within the day it opens next: it will say so itself.
 */
export function until({
  store,
  when,
  now,
  closes,
}: Pick<Wish, 'store' | 'when' | 'now' | 'closes'>) {
  const opening = openingOf(store, now)
  const next = opening.open
    ? opening
    : opening.opens === undefined
      ? undefined
      : openingOf(store, opening.opens)
  const closing = Math.min(closes ?? Infinity, next?.open ? next.closes : Infinity)
  const patience = when === 'asap' || closing === Infinity ? now + ASAP_MS : closing
  return Math.min(patience, closing)
}

const toLine = ({
  line,
  sku,
  qty,
  price,
  else: otherwise,
  upTo: own,
  note,
}: Choice): CheckoutLine => ({
  line,
  sku,
  qty,
  seen: { paise: price.paise, version: price.version },
  upTo: own ?? upTo(price.paise),
  else: otherwise,
  ...(note !== undefined && { note }),
})

function toQuoteLine({ line, sku, qty, product, price }: Choice): QuoteLine {
  const { names, pack, taxBp } = product
  const seen = { line, sku, names, qty, unitPaise: price.paise, taxBp }
  return pack === undefined ? seen : { ...seen, pack }
}
