import { sql } from 'drizzle-orm'
import { check, pgTable, uuid } from 'drizzle-orm/pg-core'
import { defineArea } from '../../engine/model/area.ts'
import { type FactValues, factValue } from '../facts.ts'
import { whole, word } from './columns.ts'

type Due = FactValues['payment.due']

/** What is owed for an order, what came in, and what went back. */
export type PaymentRow = {
  orderId: string
  store: string
  duePaise: number
  paidPaise: number
  refundedPaise: number
  pay: Due['pay']
  state: Due['state']
}

export const paymentsTable = pgTable(
  'payments',
  {
    orderId: uuid('order_id').primaryKey(),
    store: word('store').notNull(),
    duePaise: whole('due').notNull(),
    paidPaise: whole('paid').notNull(),
    refundedPaise: whole('refunded').notNull(),
    pay: word('pay').$type<Due['pay']>().notNull(),
    state: word('state').$type<Due['state']>().notNull(),
  },
  (t) => [
    check('payments_due', sql`${t.duePaise} >= 0`),
    check('payments_refund_within_paid', sql`${t.refundedPaise} BETWEEN 0 AND ${t.paidPaise}`),
    check('payments_paid_within_due', sql`${t.paidPaise} <= ${t.duePaise}`),
    check('payments_pay', sql`${t.pay} IN ('cod', 'hook')`),
    check('payments_state', sql`${t.state} IN ('due', 'pending')`),
  ],
)

export const payments = defineArea<PaymentRow>({
  name: 'payments',
  table: paymentsTable,
  locks: false,
  written: 'K10',
  keyOf: (row) => row.orderId,
  by: {},
  from: ['payment.due'],
  rowsOf(fact) {
    const value = factValue('payment.due', fact)
    if (!value) return []
    const { order: orderId, store, paise: duePaise, pay, state } = value
    return [{ orderId, store, duePaise, paidPaise: 0, refundedPaise: 0, pay, state }]
  },
  load: {},
  async write(tx, rows) {
    await tx.copy(
      'payments (order_id, store, due, paid, refunded, pay, state)',
      rows.map((row) => [
        ...[
          row.orderId,
          row.store,
          row.duePaise,
          row.paidPaise,
          row.refundedPaise,
          row.pay,
          row.state,
        ],
      ]),
    )
  },
})
