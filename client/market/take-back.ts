import { cartRows, cart as cartSort } from '../../schema/documents/cart.ts'
import type { Live } from '../bind/live.ts'
import { cartOf, openNumber, rowsOf } from './carts.ts'
import { env } from './env.ts'
import type { OrderView } from './orders.ts'

/**
 * Takes an order back that has not left this phone: its cart is open again, and what was put into the next one
 * meanwhile moves into it. Undefined: it is too late, it has been sent.
 */
export async function backToCart(live: Live, order: OrderView): Promise<number | undefined> {
  const { item, store } = order
  const held = live.replica.documents(cartSort.sort).find(({ id }) => id === item?.document)
  if (!item || !held) return undefined
  const next = openNumber(live, store)
  if (!(await live.replica.takeBack(item.id))) return undefined
  const number = Number(held.about.number)
  if (next !== number) await move(live, { store, from: next, to: number })
  return number
}

/** Moves what is seen in one cart into another of the same shop. */
export async function move(
  live: Live,
  { store, from, to }: { store: string; from: number; to: number },
): Promise<void> {
  const rows = rowsOf(live, store, from)
  if (rows.length === 0) return
  const target = cartOf(live, store, to)
  for (const { sku, qty } of rows) {
    const line = cartRows(target.plain().lines).find((row) => row.sku === sku)?.lines[0]?.line
    await target.edit('addLine', { line: line ?? env.chance.uuid7(), sku, qty })
  }
  await cartOf(live, store, from).edit('remove', { seen: rows.flatMap((row) => row.lines) })
}
