import type { Pool } from 'pg'
import type { FactRow } from '../../model/fact.ts'
import type { FactStore } from '../store.ts'
import { storeError } from './session.ts'

const FACT = `lane, seq, key, kind, value, intent, (extract(epoch FROM at) * 1000)::bigint AS at`

const AFTER = `SELECT ${FACT} FROM facts WHERE lane = $1 AND seq > $2 ORDER BY seq LIMIT $3`

const AT = `SELECT ${FACT} FROM facts WHERE lane = $1 AND seq = ANY ($2::bigint[]) ORDER BY seq`

const LATEST = `SELECT key, max(seq) AS seq FROM facts WHERE lane = $1 AND seq > $2 GROUP BY key LIMIT $3`

const HEADS = `SELECT wanted AS name, coalesce(l.head, 0) AS head
FROM unnest($1::text[]) AS wanted LEFT JOIN lanes l ON l.name = wanted`

/** The facts in Postgres. Read from the primary only: a standby may be behind what was told. */
export function postgresFactStore(pool: Pool): FactStore {
  const query = async <Row extends object>(name: string, text: string, values: unknown[]) => {
    try {
      return (await pool.query<Row>({ name, text, values })).rows
    } catch (cause) {
      throw storeError(cause)
    }
  }
  return {
    after: (lane, after, limit) => query<FactRow>('facts_after', AFTER, [lane, after, limit]),
    at: (lane, seqs) => query<FactRow>('facts_at', AT, [lane, seqs]),
    latest: (lane, after, limit) =>
      query<{ key: string; seq: number }>('facts_latest', LATEST, [lane, after, limit]),
    async heads(lanes) {
      const rows = await query<{ name: string; head: number }>('heads', HEADS, [lanes])
      return rows.map(({ name, head }) => [name, head])
    },
  }
}
