import { sql } from 'drizzle-orm'
import { check, pgTable, primaryKey } from 'drizzle-orm/pg-core'
import { defineArea, type Need } from '../../engine/model/area.ts'
import { type FactValues, factValue } from '../facts.ts'
import { split, whole, word } from './columns.ts'

export type CounterRow = FactValues['counter.set']

/** The last number given out in a shop, per series. */
export const countersTable = pgTable(
  'counters',
  {
    store: word('store').notNull(),
    counter: word('counter').notNull(),
    value: whole('value').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.store, t.counter] }),
    check('counters_count_up', sql`${t.value} >= 1`),
  ],
)

export const counterOf = (store: string, counter: string): Need<CounterRow> => ({
  area: 'counters',
  by: 'counter',
  key: `${store}/${counter}`,
})

const byName = (row: CounterRow) => `${row.store}/${row.counter}`

export const counters = defineArea<CounterRow>({
  name: 'counters',
  table: countersTable,
  locks: true,
  keyOf: byName,
  by: { counter: byName },
  from: ['counter.set'],
  rowsOf(fact) {
    const value = factValue('counter.set', fact)
    return value ? [value] : []
  },
  load: {
    counter: async (tx, keys) =>
      (
        await tx.query<CounterRow>(
          `SELECT c.store, c.counter, c.value FROM unnest($1::text[], $2::text[]) AS k (store, counter)
           JOIN counters c USING (store, counter) ORDER BY c.store, c.counter FOR UPDATE OF c`,
          split(keys),
        )
      ).rows,
  },
  async write(tx, rows) {
    await tx.query(
      `INSERT INTO counters (store, counter, value) SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[])
       ON CONFLICT (store, counter) DO UPDATE SET value = excluded.value`,
      [rows.map((row) => row.store), rows.map((row) => row.counter), rows.map((row) => row.value)],
    )
  },
})
