import { type Decision, refuse } from '../../engine/model/decision.ts'
import type { Asked } from '../../engine/model/kind.ts'
import { linePaise } from '../../schema/money.ts'
import { askedOf } from '../../schema/order.ts'
import type { Seen } from './seen.ts'
import type { CheckoutBody } from './shape.ts'

/**
 * A cart is one order, whichever of its devices asked first. Asking the same again is told so and nothing more; asking
 * something else is kept beside the order, for the customer to move it to the next cart.
 */
export function orderedAlready(
  { order, number, asked: first }: NonNullable<Seen['ordered']>,
  { id, body }: Asked<CheckoutBody>,
): Decision {
  const params = { order, number }
  const second = askedOf({ lines: [], dropped: body.lines.map((line) => ({ ...line, code: '' })) })
  if (second === first) return refuse('already-ordered', params)
  const conflict = {
    rule: 'second-checkout',
    key: `order/${order}`,
    category: 'business' as const,
    a: { order, number, asked: first },
    b: { intent: id, asked: second },
    reviewer: 'customer',
    moneyAtRiskPaise: body.lines.reduce(
      (sum, { seen, qty }) => sum + linePaise(seen.paise, qty),
      0,
    ),
  }
  return refuse('already-ordered', params, { conflicts: [conflict] })
}
