import type { AreaRule, Need, Rows } from '../model/area.ts'
import { assert } from '../model/assert.ts'
import type { Fact } from '../model/fact.ts'

/** The rows of one batch: those that were loaded, with the facts of its earlier intents folded in. */
export type RowBook = {
  rows: Rows
  /** Takes in what a need found; rows that are there already stay as they are. */
  absorb(area: string, by: string, keys: readonly string[], found: readonly unknown[]): void
  /** Of these needs, what must still be loaded: areas in their order, keys distinct and sorted. */
  missing(needs: readonly Need[]): { area: string; by: string; keys: string[] }[]
  /** Last per key wins: each area takes the rows that the fact sets. */
  fold(fact: Fact, intent: string): void
  /** Every row that was set since this was asked last, whole, areas in their order and rows in key order. */
  changed(): { area: string; rows: unknown[] }[]
}

/** The rows of one area, and under each index the keys of every value that was loaded. */
type Shelf = {
  rule: AreaRule<unknown>
  rows: Map<string, unknown>
  under: Map<string, Map<string, Set<string>>>
  set: Set<string>
}

export function rowBook(areas: readonly AreaRule<unknown>[]): RowBook {
  const shelves = new Map<string, Shelf>()
  for (const rule of areas) {
    const under = new Map(Object.keys(rule.by).map((by) => [by, new Map()]))
    shelves.set(rule.name, { rule, rows: new Map(), under, set: new Set() })
  }

  const keysUnder = ({ area, by, key }: Need) => shelves.get(area)?.under.get(by)?.get(key)

  const concerned = new Map<string, Shelf[]>()
  function shelvesOf(kind: string): Shelf[] {
    const known = concerned.get(kind)
    if (known) return known
    const found = [...shelves.values()].filter(({ rule }) => rule.from?.includes(kind) ?? true)
    concerned.set(kind, found)
    return found
  }

  function all<Row>(need: Need<Row>): Row[] {
    const keys = keysUnder(need)
    assert(keys, `${need.area} by ${need.by} ${need.key} was read but not declared as needed`)
    const { rows } = shelves.get(need.area) as Shelf
    return [...keys].sort().map((key) => rows.get(key) as Row)
  }

  return {
    rows: {
      all,
      one<Row>(need: Need<Row>): Row | undefined {
        const keys = keysUnder(need)
        assert(keys, `${need.area} by ${need.by} ${need.key} was read but not declared as needed`)
        assert(keys.size <= 1, `${need.area} by ${need.by} ${need.key} has ${keys.size} rows`)
        for (const key of keys) return shelves.get(need.area)?.rows.get(key) as Row
        return undefined
      },
      has: (need) => keysUnder(need) !== undefined,
    },

    absorb(area, by, keys, found) {
      const shelf = shelves.get(area)
      const index = shelf?.under.get(by)
      assert(shelf && index, `no area ${area} by ${by}`)
      for (const key of keys) index.set(key, new Set())
      for (const row of found) {
        const key = shelf.rule.keyOf(row)
        if (!shelf.rows.has(key)) put(shelf, key, row)
        else index.get(shelf.rule.by[by]?.(row) ?? '')?.add(key)
      }
    },

    missing(needs) {
      if (needs.length === 0) return []
      const wanted = new Map<string, Set<string>>()
      for (const need of needs) {
        if (keysUnder(need)) continue
        const name = `${need.area}\n${need.by}`
        const keys = wanted.get(name)
        if (keys) keys.add(need.key)
        else wanted.set(name, new Set([need.key]))
      }
      const sorted: { area: string; by: string; keys: string[] }[] = []
      for (const { rule } of shelves.values()) {
        for (const by of Object.keys(rule.by)) {
          const keys = wanted.get(`${rule.name}\n${by}`)
          if (keys && wanted.delete(`${rule.name}\n${by}`))
            sorted.push({ area: rule.name, by, keys: [...keys].sort() })
        }
      }
      assert(wanted.size === 0, `no area for ${[...wanted.keys()].join(', ')}`)
      return sorted
    },

    fold(fact, intent) {
      for (const shelf of shelvesOf(fact.kind)) {
        for (const row of shelf.rule.rowsOf(fact, intent)) {
          const key = shelf.rule.keyOf(row)
          put(shelf, key, row)
          shelf.set.add(key)
        }
      }
    },

    changed: () =>
      [...shelves.values()]
        .filter(({ set }) => set.size > 0)
        .map(({ rule, set, rows }) => {
          const keys = [...set].sort()
          set.clear()
          return { area: rule.name, rows: keys.map((key) => rows.get(key)) }
        }),
  }
}

/** An index value that was never loaded stays unknown: one row of it would pass for all of them. */
function put(shelf: Shelf, key: string, row: unknown) {
  const before = shelf.rows.get(key)
  for (const [by, index] of shelf.under) {
    const indexed = shelf.rule.by[by] as (row: unknown) => string
    if (before !== undefined) index.get(indexed(before))?.delete(key)
    index.get(indexed(row))?.add(key)
  }
  shelf.rows.set(key, row)
}
