import { sql } from 'drizzle-orm'
import { check, index, pgTable, uuid } from 'drizzle-orm/pg-core'
import { defineArea } from '../../engine/model/area.ts'
import { factValue } from '../facts.ts'
import { ORDER_STATES, type OrderState } from '../order.ts'
import { moment, word } from './columns.ts'

/** Where an order stands. */
export type OrderStateRow = {
  orderId: string
  store: string
  customer: string
  state: OrderState
  at: number
  promiseFrom?: number
  promiseTo?: number
}

const known = sql.raw(ORDER_STATES.map((state) => `'${state}'`).join(', '))

export const orderStatesTable = pgTable(
  'order_states',
  {
    orderId: uuid('order_id').primaryKey(),
    store: word('store').notNull(),
    customer: word('customer').notNull(),
    state: word('state').$type<OrderState>().notNull(),
    at: moment('at').notNull(),
    promiseFrom: moment('promise_from'),
    promiseTo: moment('promise_to'),
  },
  (t) => [
    index('order_states_of_store').on(t.store, t.state),
    check('order_states_known', sql`${t.state} IN (${known})`),
    check('order_states_promise', sql`${t.promiseFrom} <= ${t.promiseTo}`),
  ],
)

/** Nothing asks for these yet but the law that rows are the image of facts; steps after placement will load them. */
export const orderStates = defineArea<OrderStateRow>({
  name: 'order-states',
  table: orderStatesTable,
  locks: false,
  written: 'K9',
  keyOf: (row) => row.orderId,
  by: {},
  from: ['order.state'],
  rowsOf(fact) {
    const value = factValue('order.state', fact)
    if (!value) return []
    const { order: orderId, store, customer, state, at, promise } = value
    const row: OrderStateRow = { orderId, store, customer, state, at }
    if (promise) {
      row.promiseFrom = promise.from
      row.promiseTo = promise.to
    }
    return [row]
  },
  load: {},
  async write(tx, rows) {
    await tx.query(
      `INSERT INTO order_states (order_id, store, customer, state, at, promise_from, promise_to)
       SELECT order_id, store, customer, state, to_timestamp(at / 1000.0), to_timestamp(promise_from / 1000.0),
         to_timestamp(promise_to / 1000.0)
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
         AS t (order_id, store, customer, state, at, promise_from, promise_to)
       ON CONFLICT (order_id) DO UPDATE SET store = excluded.store, customer = excluded.customer,
         state = excluded.state, at = excluded.at, promise_from = excluded.promise_from, promise_to = excluded.promise_to`,
      [
        rows.map((row) => row.orderId),
        rows.map((row) => row.store),
        rows.map((row) => row.customer),
        rows.map((row) => row.state),
        rows.map((row) => row.at),
        rows.map((row) => row.promiseFrom),
        rows.map((row) => row.promiseTo),
      ],
    )
  },
})
