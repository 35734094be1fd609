import type { DocumentRef } from '../../../engine/replica/replica.ts'
import { type Choice, type Consent, consent } from '../../../intents/checkout/consent.ts'
import { type Cart, type cart, cartRows } from '../../../schema/documents/cart.ts'
import { pieces } from '../../../schema/quantity.ts'
import { lineId } from '../ids.ts'
import type { CartPlan } from '../plan.ts'
import type { Shelf } from './shelf.ts'

type CartRef = DocumentRef<Cart, (typeof cart)['edits']>

/** Puts the planned lines into the cart, where they are not yet, and composes what its author agrees to. */
export async function fillCart(
  ref: CartRef,
  planned: CartPlan,
  { seed, device, shelf, now }: { seed: number; device: number; shelf: Shelf; now: number },
): Promise<Consent> {
  for (const [at, { sku, pieces: count }] of planned.lines.entries()) {
    const line = lineId(seed, device, planned.number, at)
    if (ref.plain().lines[line]) continue
    await ref.edit('addLine', { line, sku, qty: pieces(count) })
  }
  const choices = cartRows(ref.plain().lines).flatMap(({ sku, qty, lines }): Choice[] => {
    const good = shelf.goods.get(sku)
    const line = lines[0]?.line
    return good && line ? [{ line, sku, qty, ...good, else: planned.otherwise }] : []
  })
  const { place } = shelf.store
  return consent({
    ...{ store: shelf.store, cart: ref.id, choices, fill: planned.fill, when: planned.when, now },
    to: { id: 'home', sealed: 'c2VhbGVk', place },
    pay: 'cod',
    tipPaise: planned.tipPaise,
  })
}
