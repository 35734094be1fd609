import pg from 'pg'
import { assert } from '../../engine/model/assert.ts'

/** Connections of one node, all work together. The authority holds one per lane it decides. */
const POOL_SIZE = 20
const CONNECT_MS = 10_000

/**
 * A pool on the database. `bigint` columns arrive as numbers: money, quantities and counters are safe integers, and
 * one that is not stops the program.
 */
export function openPool(url: string, size = POOL_SIZE): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'haat',
    // Ours look rows up by their keys: planning anew for each set of values takes longer than looking.
    options: '-c plan_cache_mode=force_generic_plan',
    types,
  })
  // An idle connection that breaks is dropped by the pool; whoever asks next gets a new one.
  pool.on('error', () => undefined)
  // One that breaks while somebody has it and asks nothing is heard of at the next question; unheard it would end the
  // process.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

const INT8 = 20

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? safeInteger
      : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

function safeInteger(text: string): number {
  const value = Number(text)
  assert(Number.isSafeInteger(value), `bigint ${text} is beyond 2^53`)
  return value
}
