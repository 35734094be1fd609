import type { DatabaseError, Pool, QueryResultRow } from 'pg'
import type { Sql } from '../../model/area.ts'
import { StoreError } from '../store.ts'

/** One connection while a batch has it. Every failure is a `StoreError`. */
export type Session = Sql & {
  /** Statements without parameters, several at once. */
  run(text: string): Promise<{ command: string }>
  /** Gives the connection back; one that failed or is in doubt is thrown away. */
  end(): void
}

/** Statements are prepared once for each connection, under the name they first got. */
const names = new Map<string, string>()

export async function openSession(pool: Pool): Promise<Session> {
  let broken = false
  const client = await pool.connect().catch((cause) => {
    throw storeError(cause)
  })
  const lost = () => {
    broken = true
  }
  client.on('error', lost)
  const sent = async <T>(reply: Promise<T>): Promise<T> => {
    try {
      return await reply
    } catch (cause) {
      const error = storeError(cause)
      broken ||= error.sqlstate.startsWith('08') || error.sqlstate.startsWith('57P')
      throw error
    }
  }
  return {
    async query<Row>(text: string, values: unknown[]) {
      const statement = { name: nameOf(text), text, values }
      const { rows } = await sent(client.query<QueryResultRow>(statement))
      return { rows: rows as Row[] }
    },
    run: (text) => sent(client.query(text)),
    end() {
      client.off('error', lost)
      client.release(broken)
    },
  }
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
