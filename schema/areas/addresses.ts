import { pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { defineArea } from '../../engine/model/area.ts'
import { type FactValues, factValue } from '../facts.ts'
import { word } from './columns.ts'

type Kept = FactValues['address.kept']

/** Where an order goes, sealed under its author's key. It travels in no lane: facts carry the order's id only. */
export type AddressRow = { orderId: string; address: string; sealed: string }

export const addressesTable = pgTable('order_addresses', {
  orderId: uuid('order_id').primaryKey(),
  address: word('address').notNull(),
  sealed: text('sealed').notNull(),
})

export const addresses = defineArea<AddressRow>({
  name: 'addresses',
  table: addressesTable,
  locks: false,
  keyOf: (row) => row.orderId,
  by: {},
  from: ['address.kept'],
  rowsOf(fact) {
    const value: Kept | undefined = factValue('address.kept', fact)
    return value ? [{ orderId: value.order, address: value.address, sealed: value.sealed }] : []
  },
  load: {},
  async write(tx, rows) {
    await tx.copy(
      'order_addresses (order_id, address, sealed)',
      rows.map((row) => [...[row.orderId, row.address, row.sealed]]),
    )
  },
})
