import { StoreError } from '../../../engine/authority/store.ts'
import type { AreaRule } from '../../../engine/model/area.ts'

/** The rows of one area with its indexes, and what its table refuses. */
export type AreaTable = {
  rule: AreaRule<unknown>
  rows: ReadonlyMap<string, unknown>
  under(by: string, key: string): unknown[]
  /** Throws as Postgres would, and changes nothing, if a row breaks a constraint. */
  check(rows: readonly unknown[]): void
  write(rows: readonly unknown[]): void
}

/** Areas whose SQL only inserts: a second row of a key is an error there. */
const INSERTED = ['moves', 'orders', 'lines', 'addresses']

type Row = Record<string, unknown>

/** Constraints that span rows, by area: the columns that may not repeat. */
const UNIQUE: Record<string, ((row: Row) => string)[]> = {
  orders: [
    (row) => `cart ${row.cart}`,
    (row) => `intent ${row.intent}`,
    (row) => `number ${row.store} ${row.number}`,
  ],
}

const CHECKS: Record<string, (row: Row) => boolean> = {
  stock: (row) => Number(row.onHand) >= 0 && Number(row.reserved) >= 0,
  orders: (row) => Number(row.payablePaise) <= Number(row.maxTotalPaise) && row.id === row.intent,
  moves: (row) => row.delta !== 0 || row.reserved !== 0,
  prices: (row) => Number(row.paise) >= 0 && Number(row.paise) <= Number(row.mrpPaise),
}

export function areaTable(rule: AreaRule<unknown>): AreaTable {
  const rows = new Map<string, unknown>()
  const indexes = new Map<string, Map<string, Set<string>>>()
  for (const by of Object.keys(rule.by)) indexes.set(by, new Map())
  const taken = new Set<string>()
  const indexValue = (by: string, row: unknown) => (rule.by[by] as (row: unknown) => string)(row)

  return {
    rule,
    rows,
    under(by, key) {
      const keys = indexes.get(by)?.get(key) ?? []
      return [...keys].sort().map((each) => rows.get(each))
    },
    check(added) {
      const inserted = new Set<string>()
      for (const row of added as Row[]) {
        const key = rule.keyOf(row)
        if (INSERTED.includes(rule.name) && (rows.has(key) || inserted.has(key))) {
          throw new StoreError('23505', `${rule.name} has ${key}`)
        }
        inserted.add(key)
        for (const unique of UNIQUE[rule.name] ?? []) {
          if (taken.has(unique(row))) throw new StoreError('23505', `${rule.name} ${unique(row)}`)
        }
        if (CHECKS[rule.name]?.(row) === false) {
          throw new StoreError('23514', `${rule.name} ${JSON.stringify(row)}`)
        }
      }
    },
    write(added) {
      for (const row of added) {
        const key = rule.keyOf(row)
        const before = rows.get(key)
        for (const [by, index] of indexes) {
          if (before !== undefined) index.get(indexValue(by, before))?.delete(key)
          const value = indexValue(by, row)
          index.set(value, (index.get(value) ?? new Set()).add(key))
        }
        for (const unique of UNIQUE[rule.name] ?? []) taken.add(unique(row as Row))
        rows.set(key, row)
      }
    },
  }
}
