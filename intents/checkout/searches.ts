import { free, type Good } from './seen.ts'
import type { CheckoutBody } from './shape.ts'

/** A shelf to look through for what runs short, up to a price. */
export type Search = { shelf: string; upTo: number }

/** One search for each shelf that a short line would look at; a line that is dropped when short needs none. */
export function searches(
  { lines }: CheckoutBody,
  goodOf: (sku: string) => Good | undefined,
): Search[] {
  const choosy = lines.filter(({ else: choice }) => choice !== 'drop' && choice !== 'cancel-all')
  if (choosy.length === 0) return []
  const wanted = new Map<string, number>()
  for (const { sku, qty } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + qty)
  const limits = new Map<string, number>()
  for (const { sku, upTo } of choosy) {
    const good = goodOf(sku)
    if (!good || free(good) >= (wanted.get(sku) ?? 0)) continue
    limits.set(good.shelf, Math.max(limits.get(good.shelf) ?? 0, upTo))
  }
  return [...limits].map(([shelf, upTo]) => ({ shelf, upTo }))
}
