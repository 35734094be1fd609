import * as v from 'valibot'
import { canonical, parseCanonical } from '../../engine/model/canonical.ts'
import { documentId } from '../../engine/model/document.ts'
import type { Item } from '../../engine/replica/index.ts'
import { Else } from '../../intents/checkout/shape.ts'
import {
  type CartRow,
  cart,
  cartAbout,
  cartRows,
  changeCount,
} from '../../schema/documents/cart.ts'
import { factValue } from '../../schema/facts.ts'
import { userLane } from '../../schema/lanes.ts'
import type { Live } from '../bind/live.ts'

/** A person has at most this many carts in one shop before we stop looking: one per order. */
const CARTS = 10_000

export const cartOf = (live: Live, store: string, number: number) =>
  live.replica.document(cart, cartAbout(live.replica.person, store, number))

/** Document ids of carts that became an order, or are on their way to one. */
export function usedCarts(live: Live): Set<string> {
  const used = new Set<string>()
  for (const item of live.items())
    if (item.kind === 'checkout' && isUnderWay(item)) used.add(item.document)
  for (const fact of live.facts(userLane(live.replica.person), 'order/')) {
    const lines = factValue('order.lines', fact)
    if (lines) used.add(lines.cart)
  }
  return used
}

/** A checkout that was refused, reviewed or never taken by the server gives its cart back: it can be asked again. */
const isUnderWay = (item: Item) =>
  ['saved', 'sent', 'accepted'].includes(item.step) && item.setAside === undefined

/**
 * The cart that adding goes to: one above the highest number known used. Where a later cart holds something already
 * (filled while an order waited that then came back), that one stays open.
 */
export function openNumber(live: Live, store: string): number {
  const used = usedCarts(live)
  const held = new Map(
    live
      .documents('cart')
      .filter(({ about }) => about.store === store && about.customer === live.replica.person)
      .map(({ id, about }) => [Number(about.number), id]),
  )
  let number = 1
  for (let n = 1; n <= CARTS; n++) {
    const id = held.get(n) ?? documentId(cartAbout(live.replica.person, store, n))
    if (used.has(id)) number = n + 1
    else if (n > number + 1) break
  }
  const filled = [...held.entries()]
    .filter(([n, id]) => n > number && !used.has(id) && rowsOf(live, store, n).length > 0)
    .map(([n]) => n)
  return Math.max(number, ...filled)
}

export const rowsOf = (live: Live, store: string, number: number): CartRow[] =>
  cartRows(live.plain(cartOf(live, store, number)).lines)

/** Milli-units of one SKU in a cart. */
export const inCart = (rows: readonly CartRow[], sku: string): number =>
  rows.find((row) => row.sku === sku)?.qty ?? 0

/** Saved on this device before it resolves; works without network and before any wasm. */
export async function change(
  live: Live,
  { store, number, sku, by }: { store: string; number: number; sku: string; by: number },
  newLine: string,
): Promise<void> {
  const document = cartOf(live, store, number)
  const step = changeCount(document.plain().lines, { sku, by, newLine })
  if (step?.edit === 'addLine') await document.edit('addLine', step.args)
  else if (step) await document.edit('addTo', step.args)
}

/**
 * Takes away what is seen of these rows; gives what brings it back. A line at zero is dead, so it comes back as a new
 * one.
 */
export async function takeOut(
  live: Live,
  { store, number, rows }: { store: string; number: number; rows: readonly CartRow[] },
  newLine: () => string,
): Promise<() => Promise<void>> {
  const document = cartOf(live, store, number)
  const seen = rows.flatMap((row) => row.lines)
  await document.edit('remove', { seen })
  return async () => {
    for (const { sku, qty } of rows) await document.edit('addLine', { line: newLine(), sku, qty })
  }
}

/** What its author decided for when a SKU runs short; undefined: whatever the whole order says. */
export function choiceOf(
  live: Live,
  { store, number, sku }: { store: string; number: number; sku: string },
): Else | undefined {
  const text = live.plain(cartOf(live, store, number)).choices[sku]
  const read = v.safeParse(Else, text === undefined ? undefined : parseCanonical(String(text)))
  return read.success ? read.output : undefined
}

export const choose = (
  live: Live,
  { store, number, sku, choice }: { store: string; number: number; sku: string; choice: Else },
): Promise<void> => cartOf(live, store, number).edit('choose', { sku, choice: canonical(choice) })

/** Shops in which something lies in the open cart, the last changed first as far as the device knows. */
export function filledCarts(live: Live): { store: string; number: number; rows: CartRow[] }[] {
  const stores = new Set(
    live
      .documents('cart')
      .filter(({ about }) => about.customer === live.replica.person)
      .map(({ about }) => String(about.store)),
  )
  return [...stores].flatMap((store) => {
    const number = openNumber(live, store)
    const rows = rowsOf(live, store, number)
    return rows.length > 0 ? [{ store, number, rows }] : []
  })
}
