import type { ClientBase, Pool, QueryResult, QueryResultRow } from 'pg'

/** What asks Postgres: each text is prepared once for each connection, and only its values travel after that. */
export type Prepared = {
  // biome-ignore lint/suspicious/noExplicitAny: rows as the driver gives them, unless somebody names their columns
  query<Row extends QueryResultRow = any>(
    text: string,
    values?: unknown[],
  ): Promise<QueryResult<Row>>
}

const names = new Map<string, string>()

export const prepared = (by: Pool | ClientBase): Prepared => ({
  query(text, values = []) {
    const name = names.get(text) ?? `host_${names.size + 1}`
    names.set(text, name)
    return by.query({ name, text, values })
  },
})

/**
 * Statements are sent without waiting for the replies of those before; Postgres runs them in order all the same. After
 * one that fails, the others of the transaction fail too. To be turned off only when everything is answered.
 */
export function pipelined(client: ClientBase, on: boolean): void {
  ;(client as ClientBase & { pipeline: boolean }).pipeline = on
}
