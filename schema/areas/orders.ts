import { sql } from 'drizzle-orm'
import { check, index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { defineArea, type Need } from '../../engine/model/area.ts'
import { factValue } from '../facts.ts'
import { askedOf, type OrderLines } from '../order.ts'
import { moment, present, whole, word } from './columns.ts'

/** An order as it was agreed; where it stands is in `order_states`, what is in it in `order_lines`. */
export type OrderRow = {
  /** The id of the checkout that placed it, as is `intent`. */
  id: string
  intent: string
  cart: string
  store: string
  customer: string
  number: number
  /** What was asked, per SKU, as canonical JSON: another checkout of the cart is compared with it. */
  asked: string
  payablePaise: number
  maxTotalPaise: number
  pay: OrderLines['pay']
  handOver: OrderLines['when']
  address?: string
  placedAt: number
}

export const ordersTable = pgTable(
  'orders',
  {
    id: uuid('id').primaryKey(),
    intent: uuid('intent').notNull().unique('orders_one_per_intent'),
    cart: word('cart').notNull().unique('orders_one_per_cart'),
    store: word('store').notNull(),
    customer: word('customer').notNull(),
    number: whole('number').notNull(),
    asked: text('asked').notNull(),
    payablePaise: whole('payable').notNull(),
    maxTotalPaise: whole('max_total').notNull(),
    pay: word('pay').$type<OrderLines['pay']>().notNull(),
    handOver: word('hand_over').$type<OrderLines['when']>().notNull(),
    address: word('address'),
    placedAt: moment('placed_at').notNull(),
  },
  (t) => [
    unique('orders_number').on(t.store, t.number),
    index('orders_of_customer').on(t.customer),
    check('orders_id_is_the_intent', sql`${t.id} = ${t.intent}`),
    check('orders_within_consent', sql`${t.payablePaise} BETWEEN 0 AND ${t.maxTotalPaise}`),
    check('orders_number_counts', sql`${t.number} >= 1`),
    check('orders_pay', sql`${t.pay} IN ('cod', 'hook')`),
    check('orders_hand_over', sql`${t.handOver} IN ('asap', 'pickup')`),
  ],
)

export const orderByCart = (cart: string): Need<OrderRow> => ({
  area: 'orders',
  by: 'cart',
  key: cart,
})

const columns =
  'id, intent, cart, store, customer, number, asked, payable AS "payablePaise", max_total AS "maxTotalPaise", pay, hand_over AS "handOver", address, (extract(epoch FROM placed_at) * 1000)::bigint AS "placedAt"'

export const orders = defineArea<OrderRow>({
  name: 'orders',
  table: ordersTable,
  locks: false,
  keyOf: (row) => row.id,
  by: { cart: (row) => row.cart },
  from: ['order.lines'],
  rowsOf(fact, intent) {
    const value = factValue('order.lines', fact)
    if (!value) return []
    const { order: id, cart, store, customer, number, payablePaise, maxTotalPaise, pay } = value
    const agreed = { cart, store, customer, number, payablePaise, maxTotalPaise, pay }
    const to = value.address === undefined ? {} : { address: value.address }
    const { when: handOver, placedAt } = value
    return [{ id, intent, asked: askedOf(value), handOver, placedAt, ...agreed, ...to }]
  },
  load: {
    cart: async (tx, keys) => {
      const { rows } = await tx.query<OrderRow>(
        `SELECT ${columns} FROM orders WHERE cart = ANY ($1::text[]) ORDER BY id`,
        [keys],
      )
      return rows.map(present)
    },
  },
  async write(tx, rows) {
    await tx.copy(
      'orders (id, intent, cart, store, customer, number, asked, payable, max_total, pay, hand_over, address, placed_at)',
      rows.map((row) => [
        row.id,
        row.intent,
        row.cart,
        row.store,
        row.customer,
        row.number,
        row.asked,
        row.payablePaise,
        row.maxTotalPaise,
        row.pay,
        row.handOver,
        row.address,
        new Date(row.placedAt).toISOString(),
      ]),
    )
  },
})
