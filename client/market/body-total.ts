import type { CheckoutBody } from '../../intents/checkout/shape.ts'
import { quote } from '../../schema/quote.ts'
import type { Live } from '../bind/live.ts'
import { storeFact, wareOf } from './shelf.ts'

/** What an asked order comes to at the prices it says it saw; zero while the shop is unknown here. */
export function bodyTotal(live: Live, body: CheckoutBody): number {
  const store = storeFact(live, body.store)
  if (!store) return 0
  return quote({
    lines: body.lines.map(({ line, sku, qty, seen }) => {
      const product = wareOf(live, body.store, sku)?.product
      return {
        line,
        sku,
        names: product?.names ?? { en: sku },
        qty,
        unitPaise: seen.paise,
        taxBp: product?.taxBp ?? 0,
      }
    }),
    store,
    when: body.when,
    tipPaise: body.tipPaise,
    pay: body.pay,
    maxTotalPaise: Number.MAX_SAFE_INTEGER,
  }).payablePaise
}
