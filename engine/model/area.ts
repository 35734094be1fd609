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
  /** Each index by name: the value a row is found under. */
  by: Record<string, (row: Row) => string>
  /** The rows a fact sets, whole; none if the fact is not of this area. */
  rowsOf(fact: Fact, intent: string): Row[]
}

/** The rows loaded for a batch, with the facts of its earlier intents already folded in. */
export type Rows = {
  /** The one row of a need, or undefined. Asking for a need that was not declared is a bug and throws. */
  one<Row>(need: Need<Row>): Row | undefined
  all<Row>(need: Need<Row>): Row[]
}
