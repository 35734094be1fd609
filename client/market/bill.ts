import type { CartRow } from '../../schema/documents/cart.ts'
import { type Quote, type QuoteLine, quote } from '../../schema/quote.ts'
import type { Live } from '../bind/live.ts'
import { storeFact, type Ware, wareOf } from './shelf.ts'

export type CartLine = { row: CartRow; ware: Ware | undefined }

/** The rows of a cart with what is known of their products. */
export const linesOf = (live: Live, store: string, rows: readonly CartRow[]): CartLine[] =>
  rows.map((row) => ({ row, ware: wareOf(live, store, row.sku) }))

/** Sold, priced and active: what can go into an order. */
export const isSold = (line: CartLine): boolean =>
  line.ware?.price !== undefined && line.ware.product.active

/**
 * What a cart comes to at the prices this device knows, by the function the authority uses. A guess all the same: prices
 * and stock are only sure once the shop's books have answered.
 */
export function likelyBill(
  live: Live,
  { store, lines, when }: { store: string; lines: readonly CartLine[]; when: 'asap' | 'pickup' },
): Quote | undefined {
  const settings = storeFact(live, store)
  if (!settings) return undefined
  return quote({
    lines: lines.filter(isSold).map(quoteLine),
    store: settings,
    when,
    tipPaise: 0,
    pay: 'cod',
    maxTotalPaise: Number.MAX_SAFE_INTEGER,
  })
}

function quoteLine({ row, ware }: CartLine): QuoteLine {
  const { product, price } = ware as Ware
  return {
    line: row.lines[0]?.line ?? row.sku,
    sku: row.sku,
    names: product.names,
    ...(product.pack !== undefined && { pack: product.pack }),
    qty: row.qty,
    unitPaise: price?.paise ?? 0,
    taxBp: product.taxBp,
  }
}

/** Pieces in a cart, as a person counts them. */
export const piecesIn = (rows: readonly CartRow[]): number =>
  rows.reduce((sum, row) => sum + Math.ceil(row.qty / 1000), 0)
