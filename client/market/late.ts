import { cartRows } from '../../schema/documents/cart.ts'
import type { Live } from '../bind/live.ts'
import { cartOf, openNumber } from './carts.ts'
import { env } from './env.ts'

/** Moves what came too late for an order into the cart that is open now: added there, then taken away here. */
export async function moveLate(
  live: Live,
  store: string,
  number: number,
  late: readonly { sku: string; qty: number }[],
): Promise<void> {
  const from = cartOf(live, store, number)
  const to = cartOf(live, store, Math.max(openNumber(live, store), number + 1))
  for (const { sku, qty } of late) {
    const line = cartRows(to.plain().lines).find((row) => row.sku === sku)?.lines[0]?.line
    await to.edit('addLine', { line: line ?? env.chance.uuid7(), sku, qty })
    await from.edit('remove', { seen: newest(cartRows(from.plain().lines), sku, qty) })
  }
}

/** The newest lines of a SKU up to a quantity: what was added last is what came late. */
function newest(
  rows: ReturnType<typeof cartRows>,
  sku: string,
  qty: number,
): { line: string; qty: number }[] {
  const taken: { line: string; qty: number }[] = []
  let left = qty
  for (const { line, qty: held } of [
    ...(rows.find((row) => row.sku === sku)?.lines ?? []),
  ].reverse()) {
    const part = Math.min(left, held)
    if (part > 0) taken.push({ line, qty: part })
    left -= part
  }
  return taken
}
