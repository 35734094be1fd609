import type { FaultPoint } from './env.ts'
import type { Fact } from './fact.ts'

/**
 * Rows that a kind must see, named: the rows of `area` whose index `by` has the value `key`. The phantom `row` only
 * carries the row's type to whoever reads it back.
 */
export type Need<Row = unknown> = { area: string; by: string; key: string; row?: Row }

/**
 * The pure half of an area of rows: their key, their indexes, and how facts become rows. A row is always the image of
 * a fact, so the batch in memory, the table, and the model in simulation agree by construction.
 */
export type AreaRule<Row> = {
  name: string
  keyOf(row: Row): string
  /** Each index by name: the value a row is found under. One that is `keyOf` itself finds the row by its key. */
  by: Record<string, (row: Row) => string>
  /** The kinds of facts that set rows here; absent: any may. */
  from?: readonly string[]
  /** The rows a fact sets, whole; none if the fact is not of this area. */
  rowsOf(fact: Fact, intent: string): Row[]
  /** Are rows held from loading to commit? They are when somebody outside the lanes may write them too. */
  locks: boolean
}

/** A value of a column; absent is NULL. */
export type Cell = string | number | boolean | undefined

/**
 * A transaction that is open: plain SQL with numbered parameters, and COPY for tables that only take rows, which costs
 * about half of what inserting them costs. Statements run in the order they are sent, without waiting for each other's
 * replies; once one fails, so do all behind it.
 */
export type Sql = {
  query<Row>(text: string, values: unknown[]): Promise<{ rows: Row[] }>
  /** `into` is a table with its columns, e.g. `facts (lane, seq)`. */
  copy(into: string, rows: readonly (readonly Cell[])[]): Promise<void>
}

/**
 * An area whole: its rule, its drizzle table (fields named as the row's, so that selecting the table gives its rows),
 * and all of its SQL. `load` has one statement for each index and is given distinct keys in order; `write` gets each
 * changed row once, in key order.
 */
export type Area<Row = unknown> = AreaRule<Row> & {
  table: object
  load: Record<string, (tx: Sql, keys: string[]) => Promise<Row[]>>
  write(tx: Sql, rows: Row[]): Promise<void>
  /** The fault point that stands behind its write. */
  written?: FaultPoint
}

/** Keeps the row's type while an area is written; lists forget it. */
export const defineArea = <Row>(area: Area<Row>): Area<Row> => area

/** The rows loaded for a batch, with the facts of its earlier intents already folded in. */
export type Rows = {
  /** The one row of a need, or undefined. Asking for a need that was not declared is a bug and throws. */
  one<Row>(need: Need<Row>): Row | undefined
  all<Row>(need: Need<Row>): Row[]
  /** Was this need loaded? For kinds that name more needs after seeing the first. */
  has(need: Need): boolean
}
