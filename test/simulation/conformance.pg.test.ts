import '@automerge/automerge'
import type { Pool } from 'pg'
import { expect, test } from 'vitest'
import { insertPending, placeIntent, postgresAuthorityStore } from '../../engine/authority/index.ts'
import { openBatch } from '../../engine/authority/open-batch.ts'
import type { AuthorityStore, LaneHold } from '../../engine/authority/store.ts'
import { writtenBatch } from '../../engine/authority/written.ts'
import type { FoundIntent } from '../../engine/model/pending.ts'
import { realEnv } from '../../engine/model/real-env.ts'
import { rulebook } from '../../intents/rulebook.ts'
import { areas } from '../../schema/areas/all.ts'
import { freshDatabase } from '../kit/database.ts'
import { dumpRows } from '../laws/dump.ts'
import type { Rows } from '../laws/rows.ts'
import { dice } from './chance.ts'
import { databaseAuthorityStore } from './database/authority-store.ts'
import { openDatabase } from './database/database.ts'
import { insertFound } from './database/pending.ts'
import { rowsOf } from './database/rows.ts'
import { type AskStep, drawAskSteps } from './history-of-asks.ts'
import { envOf, newMachine } from './machine.ts'
import { openScheduler } from './scheduler.ts'
import { openTrace } from './trace.ts'

/** A store that a history can be played on. */
type Played = {
  store: AuthorityStore
  ask(found: readonly FoundIntent[]): Promise<void>
  rows(): Promise<Rows>
  /** Waits for something of this store. */
  settle<T>(work: Promise<T>): Promise<T>
}

async function inPostgres(pool: Pool): Promise<Played> {
  return {
    store: postgresAuthorityStore({ pool, env: realEnv(), areas }),
    async ask(found) {
      const client = await pool.connect()
      await client.query('BEGIN')
      await insertPending(
        client,
        found.map((one) => placeIntent(one, rulebook.kinds)),
      )
      await client.query('COMMIT')
      client.release()
    },
    rows: () => dumpRows(pool),
    settle: (work) => work,
  }
}

function inMaps(seed: number): Played {
  const scheduler = openScheduler(seed, openTrace())
  const database = openDatabase({ scheduler, seed, rulebook })
  const node = newMachine(seed, 1, 'node')
  const env = envOf(scheduler, node)
  return {
    store: databaseAuthorityStore(database, { from: node, env, scheduler }),
    ask: async (found) => insertFound(database.tables, found, { rulebook, now: database.now() }),
    rows: async () => rowsOf(database),
    async settle(work) {
      let over = false
      const done = work.finally(() => {
        over = true
      })
      done.catch(() => undefined)
      await scheduler.settle()
      for (let idle = 0; !over && idle < 10; idle++) if (await scheduler.step()) idle = 0
      return done
    },
  }
}

/** What came of a step, in words that both stores must use alike. */
async function play({ store, ask, settle }: Played, step: AskStep): Promise<unknown> {
  const said = (work: Promise<unknown>) =>
    settle(work).then(
      (value) => value,
      (error) => `refused ${error.sqlstate}`,
    )
  const seen = (hold: LaneHold | undefined) =>
    hold && {
      ...{ head: hold.head, auditSeq: hold.auditSeq, auditHash: hold.auditHash },
      batch: hold.batch.map(({ id, attempts }) => [id, attempts]),
      answered: [...hold.answered].sort(),
      reused: hold.reused.map(({ intent, payloadHash }) => `${intent} ${payloadHash}`).sort(),
    }
  const decide = async (hold: LaneHold, at: number, spoil = false) => {
    const fixed = { ...hold, at }
    const batch = await openBatch(fixed, rulebook, async () => undefined)
    const written = writtenBatch(batch, fixed, rulebook)
    const all = [...written.parts]
    const last = all.at(-1)?.outcomes.at(-1)
    if (spoil && last) all.push({ rows: [], outcomes: [last] })
    try {
      return await hold.commit({ ...written, parts: all })
    } catch (error) {
      await hold.release()
      throw error
    }
  }
  switch (step.do) {
    case 'ask':
      return ask(step.found)
    case 'put-off':
      return said(store.putOff(step.intent, { ms: 3_600_000, error: 'test' }))
    case 'give-up':
      return said(
        (async () => {
          const hold = await store.take(step.lane, 256)
          await hold?.release()
          return seen(hold)
        })(),
      )
    case 'race':
      return said(
        (async () => {
          const first = await store.take(step.lane, step.limit)
          const second = await store.take(step.lane, step.limit)
          const committed = first && (await decide(first, step.at))
          return [seen(first), seen(second), committed]
        })(),
      )
    default:
      return said(
        (async () => {
          const hold = await store.take(step.lane, step.do === 'decide' ? step.limit : 256)
          const committed = hold && (await decide(hold, step.at, step.do === 'spoil'))
          return [seen(hold), committed]
        })(),
      )
  }
}

/** Everything but the clocks of the stores, in one order. */
function comparable({ areas: tables, lanes, facts, pending, outcomes, audit, conflicts }: Rows) {
  const sorted = (rows: readonly unknown[]) => rows.map((row) => stable(row)).sort()
  return {
    areas: Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, sorted(rows)])),
    ...{ lanes: sorted(lanes), facts: sorted(facts), outcomes: sorted(outcomes) },
    ...{ audit: sorted(audit), conflicts: sorted(conflicts) },
    pending: sorted(pending.map(({ intent, lane }) => ({ intent, lane }))),
  }
}

const stable = (value: unknown): string =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(
          Object.entries(inner)
            .filter(([, each]) => each !== undefined && each !== null)
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : inner,
  )

/** 5 found notes of reused ids without a bound in the maps, 10 and 18 lanes that Postgres opened for nothing. */
const HISTORIES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 18]
const databases = await Promise.all(HISTORIES.map(() => freshDatabase({ poolSize: 4 })))

test.each(HISTORIES)('Postgres and the maps do the same with history %i', async (seed) => {
  const steps = drawAskSteps(dice(seed, 'conformance'), 60)
  const { pool } = databases[HISTORIES.indexOf(seed)] as (typeof databases)[number]
  const [real, model] = [await inPostgres(pool), inMaps(seed)]
  for (const [n, step] of steps.entries()) {
    const where = `seed ${seed}, step ${n}: ${step.do}`
    const due = [await real.store.due(), await model.settle(model.store.due())]
    expect(due[1], `${where}, due`).toEqual(due[0])
    expect(await play(model, step), where).toEqual(await play(real, step))
  }
  expect(comparable(await model.rows())).toEqual(comparable(await real.rows()))
})
