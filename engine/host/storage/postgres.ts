import type { Pool } from 'pg'
import type { Env } from '../../model/env.ts'
import { gather, LINGER_MS } from '../../model/gather.ts'
import type { FoundIntent } from '../../model/pending.ts'
import type { ChangeRow, Flush, HostStore } from './host-store.ts'
import { eraseDocument, forgetBytes, saveRefused, saveSnapshot } from './postgres-keep.ts'
import { describeDocuments, idBytes, loadDocuments, rowsSince, standings } from './postgres-load.ts'
import { type Prepared, pipelined, prepared } from './prepared.ts'

export type PostgresHostStoreOptions = {
  pool: Pool
  env: Pick<Env, 'chance' | 'fault' | 'wait'>
  /** Hands found intents to the authority, inside the transaction that stores the changes which carried them. */
  insertFound(tx: Prepared, found: readonly FoundIntent[]): Promise<void>
}

/** Documents loaded by one question, and such questions at a time. */
const LOADS = { most: 64, underWay: 2 }
/** Greetings answered by one question; when many devices come back at once, the next waits a moment for more of them. */
const GREETINGS = { most: 32, underWay: 2 }

/** Host storage on Postgres 15 and later, READ COMMITTED. Its tables are in `tables.ts`. */
export function postgresHostStore(options: PostgresHostStoreOptions): HostStore {
  const { pool, env } = options
  const describeTogether = gather(
    async (lists: readonly (readonly string[])[]) => {
      const rows = await describeDocuments(pool, lists.flat())
      return new Map(lists.map((ids) => [ids, rows]))
    },
    { ...GREETINGS, linger: () => env.wait(LINGER_MS) },
  )
  return {
    identity: async () => {
      const made = `INSERT INTO host_identity (storage_id) VALUES ($1) ON CONFLICT (one) DO NOTHING`
      await pool.query(made, [env.chance.uuid7()])
      const { rows } = await pool.query('SELECT storage_id FROM host_identity')
      return rows[0].storage_id
    },
    load: gather((ids) => loadDocuments(pool, ids), LOADS),
    async described(ids) {
      const rows = await describeTogether(ids)
      return new Map(ids.flatMap((id) => oneOf(rows, id)))
    },
    since: (id, n) => rowsSince(pool, id, n),
    versions: (ids) => standings(pool, ids),
    flush: (flushes) => flush(options, flushes),
    snapshot: async (id, snapshot) => saveSnapshot(pool, id, snapshot),
    quarantine: async (rows, share) => saveRefused(pool, rows, share),
    setState: async (id, state) => {
      const sql = `UPDATE documents SET state = $2 WHERE id = $1 AND state <> 'erased'`
      await pool.query(sql, [idBytes(id), state])
    },
    erase: (id) => eraseDocument(pool, id),
    forgetBytes: (before) => forgetBytes(pool, before),
    close: async () => undefined,
  }
}

const oneOf = <V>(all: ReadonlyMap<string, V> | undefined, id: string): [string, V][] => {
  const one = all?.get(id)
  return one === undefined ? [] : [[id, one]]
}
const bytesOf = (hex: string) => Buffer.from(hex, 'hex')

async function flush(options: PostgresHostStoreOptions, flushes: readonly Flush[]) {
  const client = await options.pool.connect()
  const tx = prepared(client)
  let broken: Error | undefined
  try {
    pipelined(client, true)
    const begun = client.query('BEGIN')
    const [won] = await Promise.all([compareAndSet(tx, flushes), begun])
    const winners = flushes.filter((f) => won.has(f.id))
    const changes = winners.flatMap((f) => f.changes.map((change) => ({ id: f.id, ...change })))
    const firsts = changes.filter((change) => change.seq === 1)
    const written = Promise.all([insertActors(tx, firsts), insertChanges(tx, changes)])
    // Whoever waits for it below hears of its failure; until then it is not an unheard one.
    written.catch(() => undefined)
    const found = winners.flatMap((f) => f.intents)
    if (found.length > 0) await options.insertFound(tx, found)
    await written
    await options.env.fault('K2')
    await client.query('COMMIT')
    pipelined(client, false)
    return won
  } catch (error) {
    broken = error as Error
    await client.query('ROLLBACK').catch(() => undefined)
    throw error
  } finally {
    client.release(broken)
  }
}

/**
 * Makes new documents and moves each version from the expected one, in the order of their ids so that two nodes never
 * wait for each other. Returns the ids that moved.
 */
async function compareAndSet(tx: Prepared, flushes: readonly Flush[]): Promise<Set<string>> {
  const sorted = [...flushes].sort((a, b) => idBytes(a.id).compare(idBytes(b.id)))
  const made = sorted.filter((f) => f.expected === 0)
  const making =
    made.length > 0 &&
    tx.query(
      `INSERT INTO documents (id, sort, about, state, version, heads, changes, ops, max_op, bytes)
       SELECT id, sort, about::jsonb, 'open', 0, '{}', 0, 0, 0, 0
         FROM unnest($1::bytea[], $2::text[], $3::text[]) AS t(id, sort, about)
       ON CONFLICT (id) DO NOTHING`,
      [
        made.map((f) => idBytes(f.id)),
        made.map((f) => f.sort),
        made.map((f) => JSON.stringify(f.about)),
      ],
    )
  const moving = tx.query(
    `WITH asked AS (
       SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[])
         AS t(id, expected, added, heads, ops, max_op, bytes)
     ), free AS (
       SELECT d.id FROM documents d JOIN asked a ON a.id = d.id
        WHERE d.version = a.expected AND d.state = 'open' ORDER BY d.id FOR UPDATE OF d
     )
     UPDATE documents d
        SET version = a.expected + a.added, changes = a.expected + a.added, ops = a.ops, max_op = a.max_op, bytes = a.bytes,
            heads = ARRAY(SELECT decode(h, 'hex') FROM unnest(string_to_array(a.heads, ',')) h)
       FROM asked a JOIN free ON free.id = a.id
      WHERE d.id = a.id AND d.version = a.expected AND d.state = 'open'
      RETURNING d.id`,
    [
      sorted.map((f) => idBytes(f.id)),
      sorted.map((f) => f.expected),
      sorted.map((f) => f.changes.length),
      sorted.map((f) => f.heads.join(',')),
      sorted.map((f) => f.ops),
      sorted.map((f) => f.maxOp),
      sorted.map((f) => f.bytes),
    ],
  )
  const [{ rows }] = await Promise.all([moving, making])
  const moved = new Set(rows.map((row) => row.id.toString('hex')))
  return new Set(sorted.filter((f) => moved.has(idBytes(f.id).toString('hex'))).map((f) => f.id))
}

type Placed = ChangeRow & { id: string }

async function insertActors(tx: Prepared, first: readonly Placed[]): Promise<void> {
  if (first.length === 0) return
  await tx.query(
    `INSERT INTO actors (doc, actor, person, device, via, at)
     SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])`,
    [
      first.map((c) => idBytes(c.id)),
      first.map((c) => bytesOf(c.actor)),
      first.map((c) => c.person),
      first.map((c) => c.device),
      first.map((c) => c.via ?? null),
      first.map((c) => new Date(c.at)),
    ],
  )
}

async function insertChanges(tx: Prepared, changes: readonly Placed[]): Promise<void> {
  if (changes.length === 0) return
  await tx.query(
    `INSERT INTO changes (doc, n, hash, actor, seq, start_op, ops, deps, bytes, person, device, via, at)
     SELECT doc, n, hash, actor, seq, start_op, ops,
            ARRAY(SELECT decode(h, 'hex') FROM unnest(string_to_array(deps, ',')) h), bytes, person, device, via, at
       FROM unnest($1::bytea[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[],
                   $9::bytea[], $10::text[], $11::text[], $12::text[], $13::timestamptz[])
         AS t(doc, n, hash, actor, seq, start_op, ops, deps, bytes, person, device, via, at)`,
    [
      changes.map((c) => idBytes(c.id)),
      changes.map((c) => c.n),
      changes.map((c) => bytesOf(c.hash)),
      changes.map((c) => bytesOf(c.actor)),
      changes.map((c) => c.seq),
      changes.map((c) => c.startOp),
      changes.map((c) => c.ops),
      changes.map((c) => c.deps.join(',')),
      changes.map((c) => Buffer.from(c.bytes)),
      changes.map((c) => c.person),
      changes.map((c) => c.device),
      changes.map((c) => c.via ?? null),
      changes.map((c) => new Date(c.at)),
    ],
  )
}
