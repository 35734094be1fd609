import { sql } from 'drizzle-orm'
import { check, integer, jsonb, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core'
import { defineArea } from '../../engine/model/area.ts'
import { factValue } from '../facts.ts'
import type { OrderLine } from '../order.ts'
import { whole, word } from './columns.ts'

/** A line of an order, money and quantity only: its names are in the fact `order.lines`. */
export type OrderLineRow = {
  orderId: string
  line: string
  position: number
  kind: OrderLine['kind']
  sku?: string
  qty: number
  unitPaise: number
  grossPaise: number
  taxBp: number
  taxablePaise: number
  cgstPaise: number
  sgstPaise: number
  /** What is still promised to this line, in milli-units. */
  reserved: number
  insteadOf?: { sku: string; qty: number }
}

export const orderLinesTable = pgTable(
  'order_lines',
  {
    orderId: uuid('order_id').notNull(),
    line: word('line').notNull(),
    position: integer('position').notNull(),
    kind: word('kind').$type<OrderLine['kind']>().notNull(),
    sku: word('sku'),
    qty: whole('qty').notNull(),
    unitPaise: whole('unit').notNull(),
    grossPaise: whole('gross').notNull(),
    taxBp: integer('tax_bp').notNull(),
    taxablePaise: whole('taxable').notNull(),
    cgstPaise: whole('cgst').notNull(),
    sgstPaise: whole('sgst').notNull(),
    reserved: whole('reserved').notNull(),
    insteadOf: jsonb('instead_of').$type<{ sku: string; qty: number }>(),
  },
  (t) => [
    primaryKey({ columns: [t.orderId, t.line] }),
    check('order_lines_kind', sql`${t.kind} IN ('product', 'fee', 'tip', 'rounding')`),
    check('order_lines_product_has_sku', sql`(${t.kind} = 'product') = (${t.sku} IS NOT NULL)`),
    check('order_lines_only_rounding_gives', sql`${t.grossPaise} >= 0 OR ${t.kind} = 'rounding'`),
    check(
      'order_lines_tax_adds_up',
      sql`${t.taxablePaise} + ${t.cgstPaise} + ${t.sgstPaise} = ${t.grossPaise} AND ${t.cgstPaise} = ${t.sgstPaise}`,
    ),
    check('order_lines_reserved', sql`${t.reserved} BETWEEN 0 AND ${t.qty} AND ${t.qty} > 0`),
  ],
)

export const orderLines = defineArea<OrderLineRow>({
  name: 'lines',
  table: orderLinesTable,
  locks: false,
  keyOf: (row) => `${row.orderId}/${row.line}`,
  by: {},
  from: ['order.lines'],
  rowsOf(fact) {
    const value = factValue('order.lines', fact)
    if (!value) return []
    return value.lines.map((line, position) => {
      const { kind, qty, unitPaise, grossPaise, taxBp, taxablePaise, cgstPaise, sgstPaise } = line
      const row: OrderLineRow = {
        orderId: value.order,
        line: line.line,
        position,
        kind,
        qty,
        unitPaise,
        grossPaise,
        taxBp,
        taxablePaise,
        cgstPaise,
        sgstPaise,
        reserved: kind === 'product' ? qty : 0,
      }
      if (line.sku !== undefined) row.sku = line.sku
      if (line.insteadOf) row.insteadOf = line.insteadOf
      return row
    })
  },
  load: {},
  async write(tx, rows) {
    await tx.copy(
      'order_lines (order_id, line, position, kind, sku, qty, unit, gross, tax_bp, taxable, cgst, sgst, reserved, instead_of)',
      rows.map((row) => [
        row.orderId,
        row.line,
        row.position,
        row.kind,
        row.sku,
        row.qty,
        row.unitPaise,
        row.grossPaise,
        row.taxBp,
        row.taxablePaise,
        row.cgstPaise,
        row.sgstPaise,
        row.reserved,
        row.insteadOf && JSON.stringify(row.insteadOf),
      ]),
    )
  },
})
