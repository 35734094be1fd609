import type { CheckoutBody } from '../../intents/checkout/shape.ts'
import { type Quote, quote } from '../../schema/quote.ts'
import type { Live } from '../bind/live.ts'
import { storeFact, wareOf } from './shelf.ts'

/** What an asked order comes to at the prices it says it saw; zero while the shop is unknown here. */
export const bodyTotal = (live: Live, body: CheckoutBody): number =>
  bodyBill(live, body)?.payablePaise ?? 0

/** The bill of an asked order at the prices it says it saw, with the least the shop comes for; none while it is unknown. */
export function bodyBill(
  live: Live,
  body: CheckoutBody,
): (Quote & { minimumPaise: number }) | undefined {
  const store = storeFact(live, body.store)
  if (!store) return undefined
  const { minimumPaise } = store
  const bill = quote({
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
  })
  return { ...bill, minimumPaise }
}
