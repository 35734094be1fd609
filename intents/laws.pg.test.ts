import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideLane } from '../engine/authority/decide-lane.ts'
import { insertPending } from '../engine/authority/pending.ts'
import { openSession } from '../engine/authority/postgres/session.ts'
import type { AuthorityStore } from '../engine/authority/store.ts'
import { openNode } from '../engine/authority/testing/node.ts'
import { answerOf } from '../engine/model/answer.ts'
import { canonical } from '../engine/model/canonical.ts'
import { areas } from '../schema/areas/all.ts'
import { freshDatabase } from '../test/kit/database.ts'
import { dumpRows } from '../test/laws/dump.ts'
import type { Rows } from '../test/laws/rows.ts'
import { rulebook } from './rulebook.ts'
import { anyAsks, anyMarket, SHOP } from './testing/anything.ts'
import {
  type Ask,
  decideAll,
  type Market,
  market,
  NOON_IST,
  place,
  textOf,
} from './testing/market.ts'

const { pool } = await freshDatabase()

/** Markets that each law is tried on; a failure prints its seed. */
const RUNS = 40

const copyOf = (of: Market): Market => ({ ...market(), areas: structuredClone(of.areas) })

/** Nothing is left of the market before; the triggers that keep what was said are told to look away. */
async function openWith(rows: Market) {
  const client = await pool.connect()
  try {
    const { rows: tables } = await client.query(
      `SELECT string_agg(quote_ident(tablename), ', ') AS names FROM pg_tables WHERE schemaname = 'public'`,
    )
    await client.query(`SET session_replication_role = replica; TRUNCATE ${tables[0].names};
      SET session_replication_role = origin`)
    const lanes = ['platform', `store:${SHOP}`, 'store:gupta', 'store:nowhere']
    await client.query('INSERT INTO lanes (name) SELECT unnest($1::text[])', [lanes])
  } finally {
    client.release()
  }
  const session = await openSession(pool)
  await session.run('BEGIN')
  for (const area of areas) {
    const found = [...(rows.areas.get(area.name)?.values() ?? [])]
    if (found.length > 0) await area.write(session, found)
  }
  await session.run('COMMIT')
  await session.end()
}

/** The store with a clock that stands: the shop's hours, and what is promised, go by it. */
const atNoon = (store: AuthorityStore): AuthorityStore => ({
  ...store,
  async take(lane, limit) {
    const hold = await store.take(lane, limit)
    return hold && { ...hold, at: NOON_IST }
  },
})

/** Puts the asks where the host would, and lets the authority decide them: at most `size` at once, one lane at a time. */
async function decideOnPostgres(asks: readonly Ask[], size: number) {
  const { deciding, aborts } = openNode(pool, { rulebook })
  const store = atNoon(deciding.store)
  const placed = asks.map(place)
  while (placed.length > 0) {
    const other = placed.findIndex(({ lane }) => lane !== placed[0]?.lane)
    const batch = placed.splice(0, Math.min(size, other < 0 ? placed.length : other))
    await insertPending(pool, batch)
    while ((await decideLane({ ...deciding, store }, batch[0]?.lane ?? '')) === 'more');
  }
  expect(aborts()).toEqual([])
  expect((await pool.query('SELECT FROM pending')).rowCount).toBe(0)
}

/** The rows of the tables as the plain market holds them. */
const marketOf = (rows: Rows): Market => ({
  ...market(),
  areas: new Map(
    areas.map((area) => [
      area.name,
      new Map((rows.areas[area.name] ?? []).map((row) => [area.keyOf(row), row])),
    ]),
  ),
})

const answersOf = (rows: Rows) =>
  new Map(rows.outcomes.map((row) => [row.intent, canonical(row.answer)]))

const plainAnswers = (of: Market) =>
  new Map(
    [...of.outcomes].map(([intent, { ask, decision }]) => {
      const { kind, document = '', answers } = ask
      const about = { intent, kind, document, ...(answers === undefined ? {} : { answers }) }
      return [intent, canonical(answerOf(decision, about))]
    }),
  )

/** Of each lane, the last fact of each key. */
const toldIn = (facts: Iterable<readonly [lane: string, key: string, value: unknown]>) =>
  Object.fromEntries(
    [
      ...new Map([...facts].map(([lane, key, value]) => [`${lane} ${key}`, canonical(value)])),
    ].sort(),
  )

const plainFacts = (of: Market) =>
  of.facts
    .filter(({ intent }) => of.outcomes.has(intent))
    .flatMap(({ fact }) => fact.lanes.map((lane) => [lane, fact.key, fact.value] as const))

const isTold = ({ kind }: { kind: string }) =>
  kind !== 'intent.answered' && kind !== 'conflict.noted'

test('in whatever batches Postgres decides, its answers, its rows and its lanes are those of the rules alone', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyAsks(), fc.constantFrom(1, 3, 256), async (rows, asks, size) => {
      const plain = copyOf(rows)
      await decideAll(plain, asks)
      await openWith(rows)
      await decideOnPostgres(asks, size)
      const found = await dumpRows(pool)
      expect(answersOf(found)).toEqual(plainAnswers(plain))
      expect(textOf(marketOf(found))).toBe(textOf(plain))
      const told = found.facts
        .filter(isTold)
        .map(({ lane, key, value }) => [lane, key, value] as const)
      expect(toldIn(told)).toEqual(toldIn(plainFacts(plain)))
    }),
    { numRuns: RUNS },
  )
})

test('asked again, Postgres answers nothing new and writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyAsks(), async (rows, asks) => {
      await openWith(rows)
      await decideOnPostgres(asks, 256)
      const before = await dumpRows(pool)
      await decideOnPostgres([...asks].reverse(), 2)
      expect({ ...(await dumpRows(pool)), at: before.at }).toEqual(before)
    }),
    { numRuns: RUNS / 2 },
  )
})
