import bs58check from 'bs58check'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { PgTable } from 'drizzle-orm/pg-core'
import type { ClientBase, Pool, PoolClient } from 'pg'
import type { Area } from '../../engine/model/area.ts'
import { toHex } from '../../engine/model/bytes.ts'
import type { About } from '../../engine/model/document.ts'
import type { FactRow } from '../../engine/model/fact.ts'
import { areas } from '../../schema/areas/all.ts'
import { present } from '../../schema/areas/columns.ts'
import type { AuditRow, ConflictRow, LaneRow, OutcomeRow, Rows } from './rows.ts'

/** The whole database as the checker reads it, at one moment, read only. For data sets that fit in memory. */
export async function dumpRows(pool: Pool): Promise<Rows> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const rows = await readAll(client)
    await client.query('COMMIT')
    client.release()
    return rows
  } catch (error) {
    client.release(true)
    throw error
  }
}

async function readAll(client: ClientBase): Promise<Rows> {
  const all = async <Row extends object>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql)).rows.map(present)
  const [clock] = await all<{ at: number }>(`SELECT ${ms('clock_timestamp()')} AS at`)
  return {
    at: clock?.at ?? 0,
    lanes: await all<LaneRow>(
      'SELECT name, head, audit_seq AS "auditSeq", audit_hash AS "auditHash" FROM lanes',
    ),
    facts: await all<FactRow>(
      `SELECT lane, seq, key, kind, value, intent, ${ms('at')} AS at FROM facts ORDER BY lane, seq`,
    ),
    pending: await all(`SELECT intent, lane, ${ms('received_at')} AS "receivedAt" FROM pending`),
    outcomes: await all<OutcomeRow>(
      `SELECT intent, lane, kind, author, device, document, text, payload_hash AS "payloadHash", verdict, reason, answer,
         ${ms('at')} AS at FROM outcomes`,
    ),
    audit: await all<AuditRow>(
      'SELECT chain, seq, what, intent, row, hash FROM audit ORDER BY chain, seq',
    ),
    conflicts: await all<ConflictRow>(
      'SELECT id, rule, key, lane, intent, a, b, state FROM conflicts',
    ),
    ...(await documentsOf(all)),
    areas: await areaRows(client),
  }
}

type Read = <Row extends object>(sql: string) => Promise<Row[]>

async function documentsOf(all: Read) {
  type Stored = {
    id: Uint8Array
    about: About
    state: string
    version: number
    heads: Uint8Array[]
  }
  type Change = { doc: Uint8Array; hash: Uint8Array; actor: Uint8Array; deps: Uint8Array[] }
  const rest = `n, hash, actor, seq, deps, bytes, person, device, ${ms('at')} AS at`
  const changes = await all<Change & Omit<Rows['changes'][number], keyof Change>>(
    `SELECT doc, ${rest} FROM changes ORDER BY doc, n`,
  )
  const kept = await all<{ doc: Uint8Array; n: number; heads: Uint8Array[]; bytes: Uint8Array }>(
    'SELECT doc, n, heads, bytes FROM snapshots',
  )
  const actors = await all<{ doc: Uint8Array; actor: Uint8Array; person: string }>(
    'SELECT doc, actor, person FROM actors',
  )
  const refused = await all<{ doc: Uint8Array; hash: Uint8Array; person: string; reason: string }>(
    'SELECT doc, hash, person, reason FROM quarantine',
  )
  const documents = await all<Stored>('SELECT id, about, state, version, heads FROM documents')
  return {
    documents: documents.map((row) => ({ ...row, id: name(row.id), heads: row.heads.map(toHex) })),
    changes: changes.map((row) => ({
      ...row,
      doc: name(row.doc),
      hash: toHex(row.hash),
      actor: toHex(row.actor),
      deps: row.deps.map(toHex),
    })),
    actors: actors.map((row) => ({ ...row, doc: name(row.doc), actor: toHex(row.actor) })),
    snapshots: kept.map((row) => ({ ...row, doc: name(row.doc), heads: row.heads.map(toHex) })),
    quarantine: refused.map((row) => ({ ...row, doc: name(row.doc), hash: toHex(row.hash) })),
  }
}

async function areaRows(client: ClientBase): Promise<Rows['areas']> {
  const found: Rows['areas'] = {}
  for (const area of areas) found[area.name] = await tableRows(client, area)
  return found
}

/** An area's table selected by its own columns, so that its rows come out as its facts make them. */
export async function tableRows(client: ClientBase, { table }: Area): Promise<unknown[]> {
  const database = drizzle({ client: client as PoolClient })
  return (await database.select().from(table as PgTable)).map(present)
}

const name = (id: Uint8Array) => bs58check.encode(id)
const ms = (column: string) => `floor(extract(epoch FROM ${column}) * 1000)::bigint`
