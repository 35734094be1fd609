import { readIntent } from '../../engine/model/intent.ts'
import type { CheckoutBody } from '../../intents/checkout/shape.ts'
import type { OrderLineRow } from '../../schema/areas/order-lines.ts'
import type { OrderRow } from '../../schema/areas/orders.ts'
import type { PaymentRow } from '../../schema/areas/payments.ts'
import type { LawCheck } from './check.ts'
import { grouped } from './group.ts'
import type { Rows } from './rows.ts'
import { type Violation, violation } from './violation.ts'

/**
 * I10: an order's lines add up to what is payable, to the paisa, tax included; what is due is what is payable; nothing
 * is above what its author consented to, line by line and in total; nothing was refunded that was not paid.
 */
export const moneyIsConserved: LawCheck = ({ rows }) => {
  const texts = new Map(rows.outcomes.map((row) => [row.intent, row.text]))
  const lines = grouped((rows.areas.lines ?? []) as OrderLineRow[], (line) => line.orderId)
  const payments = (rows.areas.payments ?? []) as PaymentRow[]
  const due = new Map(payments.map((row) => [row.orderId, row]))
  return [
    ...((rows.areas.orders ?? []) as OrderRow[]).flatMap((order) => [
      ...addsUp(order, lines.get(order.id) ?? [], due.get(order.id)),
      ...isConsented(order, lines.get(order.id) ?? [], texts.get(order.intent)),
    ]),
    ...payments.flatMap(({ orderId, paidPaise, refundedPaise }) =>
      refundedPaise > paidPaise ? [violation('I10', 'refunded-above-paid', orderId)] : [],
    ),
    ...postingsBalance(rows),
  ]
}

function addsUp(
  { id, payablePaise }: OrderRow,
  lines: readonly OrderLineRow[],
  payment: PaymentRow | undefined,
): Violation[] {
  const broken: Violation[] = []
  const sum = lines.reduce((total, line) => total + line.grossPaise, 0)
  if (sum !== payablePaise) {
    broken.push(violation('I10', 'lines-differ', `${id}: ${sum}, payable ${payablePaise}`))
  }
  if (payment?.duePaise !== payablePaise) {
    broken.push(violation('I10', 'due-differs', `${id}: ${payment?.duePaise}, not ${payablePaise}`))
  }
  for (const { line, grossPaise, taxablePaise, cgstPaise, sgstPaise } of lines) {
    if (taxablePaise + cgstPaise + sgstPaise === grossPaise && cgstPaise === sgstPaise) continue
    broken.push(violation('I10', 'tax-differs', `${id} ${line}`))
  }
  return broken
}

function isConsented(
  { id, payablePaise }: OrderRow,
  lines: readonly OrderLineRow[],
  text: string | undefined,
): Violation[] {
  const read = text === undefined ? undefined : readIntent(text)
  if (!read || !('intent' in read)) return [violation('I10', 'consent-unreadable', id)]
  const body = read.intent.body as unknown as CheckoutBody
  const broken: Violation[] = []
  if (payablePaise > body.maxTotalPaise) {
    broken.push(violation('I10', 'above-limit', `${id}: ${payablePaise} > ${body.maxTotalPaise}`))
  }
  const asked = new Map(body.lines.map((line) => [line.line, line]))
  const given = new Map<string, number>()
  for (const { kind, line, sku, qty, unitPaise, insteadOf } of lines) {
    if (kind !== 'product') continue
    // A substitute stands in a line of its own, named after the one it stands in for.
    const consent = asked.get(insteadOf ? line.replace(/:instead$/, '') : line)
    const sum = (given.get(consent?.line ?? line) ?? 0) + qty
    given.set(consent?.line ?? line, sum)
    if (!consent || sum > consent.qty) {
      broken.push(violation('I10', 'not-asked', `${id} ${line}: ${sum} of ${consent?.qty}`))
      continue
    }
    const isChosen = typeof consent.else === 'object' && insteadOf && consent.else.sku === sku
    const upTo = isChosen ? (consent.else as { upTo: number }).upTo : consent.upTo
    if (unitPaise > upTo) {
      broken.push(violation('I10', 'above-consent', `${id} ${line}: ${unitPaise} > ${upTo}`))
    }
  }
  return broken
}

function postingsBalance(rows: Rows): Violation[] {
  const sums = new Map<string, number>()
  for (const row of (rows.areas.postings ?? []) as { transfer: string; paise: number }[]) {
    sums.set(row.transfer, (sums.get(row.transfer) ?? 0) + row.paise)
  }
  return [...sums].flatMap(([transfer, sum]) =>
    sum === 0 ? [] : [violation('I10', 'posting-unbalanced', `${transfer}: ${sum}`)],
  )
}
