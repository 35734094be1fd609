import { type Accessor, createMemo } from 'solid-js'
import type { CartRow } from '../../schema/documents/cart.ts'
import type { Live } from '../bind/live.ts'
import { change, inCart, openNumber, rowsOf, takeOut } from './carts.ts'
import { env } from './env.ts'

/** The open cart of a shop, watched once for all rows that show it. */
export type OpenCart = {
  number: Accessor<number>
  rows: Accessor<CartRow[]>
  qtyOf(sku: string): number
  change(sku: string, by: number): void
  /** Takes rows out; resolves to what brings them back. */
  takeOut(rows: readonly CartRow[]): Promise<() => Promise<void>>
}

/** `number`: a cart other than the open one (a checkout that came back). */
export function openCart(
  live: Live,
  store: Accessor<string>,
  number?: Accessor<number | undefined>,
): OpenCart {
  const at = createMemo(() => number?.() ?? openNumber(live, store()))
  const rows = createMemo(() => rowsOf(live, store(), at()))
  const here = () => ({ store: store(), number: at() })
  return {
    number: at,
    rows,
    qtyOf: (sku) => inCart(rows(), sku),
    change: (sku, by) => void change(live, { ...here(), sku, by }, env.chance.uuid7()),
    takeOut: (gone) => takeOut(live, { ...here(), rows: gone }, env.chance.uuid7),
  }
}
