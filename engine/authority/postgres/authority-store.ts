import type { Pool } from 'pg'
import type { Area } from '../../model/area.ts'
import { assert } from '../../model/assert.ts'
import type { Env } from '../../model/env.ts'
import { type AuthorityStore, LANES_DUE, type LaneHold, StoreError } from '../store.ts'
import { writeBatch } from './commit.ts'
import { openSession, type Session, storeError } from './session.ts'
import { takeLane } from './take.ts'

const DUE = `SELECT lane FROM (
  SELECT lane, min(arrival) AS first FROM pending WHERE not_before <= clock_timestamp() GROUP BY lane
  UNION ALL
  SELECT r.lane, 0 FROM reused r JOIN outcomes o USING (intent) GROUP BY r.lane
) AS due GROUP BY lane ORDER BY min(first), lane COLLATE "C" LIMIT ${LANES_DUE}`

const PUT_OFF = `UPDATE pending SET attempts = attempts + 1, last_error = $3,
  not_before = clock_timestamp() + $2::int * interval '1 millisecond' WHERE intent = $1`

/** The serial plane in Postgres. `areas` are the rulebook's, with their SQL. */
export function postgresAuthorityStore({
  pool,
  env,
  areas,
}: {
  pool: Pool
  env: Pick<Env, 'fault'>
  areas: readonly Area[]
}): AuthorityStore {
  const fault: Env['fault'] = (point) => env.fault(point)
  const query = async <Row extends object>(text: string, values: unknown[] = []) => {
    try {
      return (await pool.query<Row>(text, values)).rows
    } catch (cause) {
      throw storeError(cause)
    }
  }
  return {
    due: async () => (await query<{ lane: string }>(DUE)).map(({ lane }) => lane),

    async putOff(intent, { ms, error }) {
      await query(PUT_OFF, [intent, ms, error.slice(0, 1000)])
    },

    async take(lane, limit): Promise<LaneHold | undefined> {
      const session = await openSession(pool)
      try {
        const taken = await takeLane(session, { lane, limit, fault })
        if (taken) return { ...taken, ...closing(session, taken) }
        await rollBack(session)
        return undefined
      } catch (error) {
        await rollBack(session)
        throw error
      }
    },
  }

  function closing(
    session: Session,
    { lane, head }: Pick<LaneHold, 'lane' | 'head'>,
  ): Pick<LaneHold, 'load' | 'commit' | 'release'> {
    let open = true
    return {
      async load(name, by, keys) {
        const load = areas.find((area) => area.name === name)?.load[by]
        assert(load, `no way to load ${name} by ${by}`)
        return load(session, [...keys])
      },
      async commit(written, sent) {
        const heads = await writeBatch(session, written, { lane, head, areas, fault, sent })
        await fault('K13')
        open = false
        const known = await commitKnown(session, fault)
        return known ? { reply: 'ok', heads } : { reply: 'unknown' }
      },
      async release() {
        if (open) await rollBack(session)
        open = false
      },
    }
  }
}

/** Sends COMMIT. False if the reply was lost: the transaction may have ended either way, and only the lane can tell. */
async function commitKnown(session: Session, fault: Env['fault']): Promise<boolean> {
  const reply = session.run('COMMIT').then(
    ({ command }) =>
      command === 'COMMIT' ? 'done' : new StoreError('25P02', `COMMIT: ${command}`),
    (error: StoreError) => (/^(08|57P)/.test(error.sqlstate) ? 'lost' : error),
  )
  try {
    await fault('K14')
    const known = await reply
    if (known instanceof StoreError) throw known
    return known === 'done'
  } finally {
    await session.end()
  }
}

async function rollBack(session: Session) {
  await session.run('ROLLBACK').catch(() => undefined)
  await session.end()
}
