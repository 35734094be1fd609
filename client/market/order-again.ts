import type { Live } from '../bind/live.ts'
import { change, openNumber } from './carts.ts'
import { env } from './env.ts'
import type { OrderView } from './orders.ts'

/** Puts what was ordered into the cart that is open now; prices and stock are those of now. */
export async function orderAgain(live: Live, { store, lines }: OrderView): Promise<void> {
  const number = openNumber(live, store)
  for (const { kind, sku, qty, insteadOf } of lines?.lines ?? []) {
    const wanted = insteadOf?.sku ?? sku
    if (kind !== 'product' || wanted === undefined) continue
    await change(live, { store, number, sku: wanted, by: qty }, env.chance.uuid7())
  }
}
