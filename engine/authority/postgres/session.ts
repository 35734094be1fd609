import type { DatabaseError, Pool, PoolClient, QueryResultRow } from 'pg'
import type { Sql } from '../../model/area.ts'
import { StoreError } from '../store.ts'
import { CopyIn } from './copy-in.ts'
import { arrayLiteral } from './literal.ts'

/** One connection while a batch has it. Every failure is a `StoreError`. */
export type Session = Sql & {
  /** Statements without parameters, several at once. */
  run(text: string): Promise<{ command: string }>
  /** Gives the connection back, once everything sent is answered; one that failed or is in doubt is thrown away. */
  end(): Promise<void>
}

/** `in_failed_sql_transaction`: an earlier statement failed. */
const ABORTED = '25P02'

/** Statements are prepared once for each connection, under the name they first got. */
const names = new Map<string, string>()

export async function openSession(pool: Pool): Promise<Session> {
  let isBroken = false
  const client = await pool.connect().catch((cause) => {
    throw storeError(cause)
  })
  const lose = () => {
    isBroken = true
  }
  client.on('error', lose)
  pipeline(client, true)
  const open = new Set<Promise<unknown>>()
  /** Why the transaction ended: all behind it only hear that it did, and may be listened to first. */
  let why: StoreError | undefined

  const sent = <T>(reply: Promise<T>): Promise<T> => {
    const answered = reply.catch((cause) => {
      const error = storeError(cause)
      isBroken ||= error.sqlstate.startsWith('08') || error.sqlstate.startsWith('57P')
      if (error.sqlstate !== ABORTED) why ??= error
      throw error.sqlstate === ABORTED ? (why ?? error) : error
    })
    const settled: Promise<unknown> = answered
      .catch(() => undefined)
      .then(() => open.delete(settled))
    open.add(settled)
    return answered
  }

  return {
    query<Row>(text: string, values: unknown[]) {
      const parameters = values.map((value) => (Array.isArray(value) ? arrayLiteral(value) : value))
      const statement = { name: nameOf(text), text, values: parameters }
      return sent(client.query<QueryResultRow>(statement)) as Promise<{
        rows: unknown[]
      }> as Promise<{
        rows: Row[]
      }>
    },
    copy(into, rows) {
      return sent(
        new Promise<void>((resolve, reject) => {
          const done = (error: Error | null) => (error ? reject(error) : resolve())
          client.query(new CopyIn(`COPY ${into} FROM STDIN`, rows, done))
        }),
      )
    },
    run: (text) => sent(client.query(text)),
    async end() {
      while (open.size > 0) await Promise.all(open)
      client.off('error', lose)
      pipeline(client, false)
      client.release(isBroken)
    },
  }
}

/** Statements are sent without waiting for the replies of those before. Postgres runs them one after the other anyway. */
function pipeline(client: PoolClient, on: boolean) {
  ;(client as PoolClient & { pipeline: boolean }).pipeline = on
}

function nameOf(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = `haat_${names.size + 1}`
    names.set(text, name)
  }
  return name
}

/** PostgreSQL's own code where there is one; a connection that broke, or was ended, or never came, counts as `08006`. */
export function storeError(cause: unknown): StoreError {
  if (cause instanceof StoreError) return cause
  const { code, severity, message } = cause as Partial<DatabaseError>
  const known = code !== undefined && /^[0-9A-Z]{5}$/.test(code)
  const over = severity === 'FATAL' || severity === 'PANIC'
  const sqlstate = known && (!over || /^(08|57|53)/.test(code)) ? code : '08006'
  return new StoreError(sqlstate, message ?? String(cause), cause)
}
