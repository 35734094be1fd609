import type { AreaRule, Need, Rows } from '../model/area.ts'
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

/** Keys of the rows that are found under each value of an index; values that nobody loaded are missing. */
type Index = { wordOf(row: unknown): string; keys: Map<string, Set<string>> }

/** The rows of one area. */
type Shelf = {
  rule: AreaRule<unknown>
  /** By key; undefined where the key was looked for and there is no such row. */
  rows: Map<string, unknown>
  /** The indexes that are something else than the key. */
  under: Map<string, Index>
  set: Set<string>
}

export function rowBook(areas: readonly AreaRule<unknown>[]): RowBook {
  const shelves = new Map(areas.map((rule) => [rule.name, emptyShelf(rule)]))
  const all = [...shelves.values()]

  function shelfOf({ area, by }: { area: string; by: string }): Shelf {
    const shelf = shelves.get(area)
    if (!shelf?.rule.by[by]) throw new Error(`no area for ${area} by ${by}`)
    return shelf
  }

  const concerned = new Map<string, Shelf[]>()
  function shelvesOf(kind: string): Shelf[] {
    const known = concerned.get(kind)
    if (known) return known
    const found = all.filter(({ rule }) => rule.from?.includes(kind) ?? true)
    concerned.set(kind, found)
    return found
  }

  const has = (need: Need): boolean => {
    const shelf = shelfOf(need)
    return (shelf.under.get(need.by)?.keys ?? shelf.rows).has(need.key)
  }

  function one<Row>(need: Need<Row>): Row | undefined {
    const { rows, under } = shelfOf(need)
    const index = under.get(need.by)
    if (!index) {
      const row = rows.get(need.key)
      if (row === undefined && !rows.has(need.key)) throw undeclared(need)
      return row as Row | undefined
    }
    const keys = index.keys.get(need.key)
    if (!keys) throw undeclared(need)
    if (keys.size > 1) throw new Error(`${named(need)} has ${keys.size} rows`)
    for (const key of keys) return rows.get(key) as Row
    return undefined
  }

  function every<Row>(need: Need<Row>): Row[] {
    const { rows, under } = shelfOf(need)
    const index = under.get(need.by)
    if (!index) {
      const row = one(need)
      return row === undefined ? [] : [row]
    }
    const keys = index.keys.get(need.key)
    if (!keys) throw undeclared(need)
    return [...keys].sort().map((key) => rows.get(key) as Row)
  }

  return {
    rows: { all: every, one, has },

    absorb(area, by, keys, found) {
      const shelf = shelfOf({ area, by })
      const index = shelf.under.get(by)
      if (index) for (const key of keys) index.keys.set(key, new Set())
      else for (const key of keys) if (!shelf.rows.has(key)) shelf.rows.set(key, undefined)
      for (const row of found) {
        const key = shelf.rule.keyOf(row)
        if (shelf.rows.get(key) === undefined) put(shelf, key, row)
        else index?.keys.get(index.wordOf(row))?.add(key)
      }
    },

    missing(needs) {
      if (needs.length === 0) return []
      const wanted = new Map<Shelf, Map<string, Set<string>>>()
      for (const need of needs) {
        if (has(need)) continue
        const shelf = shelfOf(need)
        const indexes = wanted.get(shelf) ?? new Map<string, Set<string>>()
        wanted.set(shelf, indexes.set(need.by, (indexes.get(need.by) ?? new Set()).add(need.key)))
      }
      return all.flatMap((shelf) =>
        Object.keys(shelf.rule.by).flatMap((by) => {
          const keys = wanted.get(shelf)?.get(by)
          return keys ? [{ area: shelf.rule.name, by, keys: [...keys].sort() }] : []
        }),
      )
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
      all
        .filter(({ set }) => set.size > 0)
        .map(({ rule, set, rows }) => {
          const keys = [...set].sort()
          set.clear()
          return { area: rule.name, rows: keys.map((key) => rows.get(key)) }
        }),
  }
}

/** An index that is the key itself finds the row by its key, and needs no book of its own. */
function emptyShelf(rule: AreaRule<unknown>): Shelf {
  const under = new Map<string, Index>()
  for (const [by, wordOf] of Object.entries(rule.by)) {
    if (wordOf !== rule.keyOf) under.set(by, { wordOf, keys: new Map() })
  }
  return { rule, rows: new Map(), under, set: new Set() }
}

/** An index value that was never loaded stays unknown: one row of it would pass for all of them. */
function put(shelf: Shelf, key: string, row: unknown) {
  if (shelf.under.size > 0) {
    const before = shelf.rows.get(key)
    for (const { wordOf, keys } of shelf.under.values()) {
      if (before !== undefined) keys.get(wordOf(before))?.delete(key)
      keys.get(wordOf(row))?.add(key)
    }
  }
  shelf.rows.set(key, row)
}

const named = ({ area, by, key }: Need) => `${area} by ${by} ${key}`

const undeclared = (need: Need) => new Error(`${named(need)} was read but not declared as needed`)
