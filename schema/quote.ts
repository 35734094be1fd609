import { cashRounding, linePaise, splitTax } from './money.ts'
import type { Names } from './names.ts'
import type { OrderLine } from './order.ts'
import { PIECE } from './quantity.ts'
import type { StoreSettings } from './store.ts'

export type QuoteLine = {
  line: string
  sku: string
  names: Names
  pack?: string
  qty: number
  unitPaise: number
  taxBp: number
  insteadOf?: { sku: string; qty: number }
}

export type Quote = { lines: OrderLine[]; goodsPaise: number; payablePaise: number }

type Charge = Omit<OrderLine, 'taxablePaise' | 'cgstPaise' | 'sgstPaise'>
const taxed = (line: Charge): OrderLine => ({ ...line, ...splitTax(line.grossPaise, line.taxBp) })
const charge = (kind: 'fee' | 'tip' | 'rounding', line: string, paise: number, taxBp: number) =>
  taxed({ kind, line, qty: PIECE, unitPaise: paise, grossPaise: paise, taxBp })

/**
 * The bill, by the one function that device and authority share, so that both come to the same paisa. Prices include
 * GST; the delivery fee has its own rate; tip and cash rounding are untaxed; cash is rounded to the rupee, never above
 * `maxTotalPaise`. Totals sum lines and nothing is rounded again.
 */
export function quote({
  lines,
  store,
  when,
  tipPaise,
  pay,
  maxTotalPaise,
}: {
  lines: readonly QuoteLine[]
  store: Pick<StoreSettings, 'deliveryPaise' | 'freeAbovePaise' | 'deliveryTaxBp'>
  when: 'asap' | 'pickup'
  tipPaise: number
  pay: 'cod' | 'hook'
  maxTotalPaise: number
}): Quote {
  const bill: OrderLine[] = lines.map((line) =>
    taxed({ ...line, kind: 'product', grossPaise: linePaise(line.unitPaise, line.qty) }),
  )
  const goodsPaise = sum(bill)
  const free = store.freeAbovePaise !== undefined && goodsPaise >= store.freeAbovePaise
  if (when === 'asap' && !free && store.deliveryPaise > 0) {
    bill.push(charge('fee', 'fee:delivery', store.deliveryPaise, store.deliveryTaxBp))
  }
  if (tipPaise > 0) bill.push(charge('tip', 'tip', tipPaise, 0))
  const rounding = pay === 'cod' ? cashRounding(sum(bill), maxTotalPaise) : 0
  if (rounding !== 0) bill.push(charge('rounding', 'rounding', rounding, 0))
  return { lines: bill, goodsPaise, payablePaise: sum(bill) }
}

const sum = (lines: readonly OrderLine[]) =>
  lines.reduce((total, line) => total + line.grossPaise, 0)
