import fc from 'fast-check'
import type { Pool, PoolClient } from 'pg'
import { expect, test } from 'vitest'
import { openSession, type Session } from '../../engine/authority/postgres/session.ts'
import { rowBook } from '../../engine/authority/row-book.ts'
import type { Area } from '../../engine/model/area.ts'
import type { Fact } from '../../engine/model/fact.ts'
import { freshDatabase } from '../../test/kit/database.ts'
import { tableRows } from '../../test/laws/dump.ts'
import { areas } from './all.ts'
import { anyFacts } from './testing/any-facts.ts'

const { pool } = await freshDatabase()

/** Histories that each area is tried with; a failure prints its seed. */
const RUNS = 60
/** Areas that only take rows: a second row of a key is an error there. */
const INSERTED = ['moves', 'orders', 'lines', 'payments', 'addresses']

type Told = { fact: Fact; intent: string }

/** An order's id is its question's; any other fact may come of any. */
const told = (area: Area): fc.Arbitrary<Told> =>
  fc
    .tuple(anyFacts[area.name] as fc.Arbitrary<Fact>, fc.uuid())
    .map(([fact, id]) => ({ fact, intent: (fact.value as { order?: string }).order ?? id }))

const keysOf = (area: Area, { fact, intent }: Told) =>
  area.rowsOf(fact, intent).map((row) => area.keyOf(row))

/** A shop counts its orders: no number of it comes twice either. */
const numberOf = ({ fact }: Told): string[] => {
  const { store, number } = fact.value as { store?: string; number?: number }
  return number === undefined ? [] : [`number ${number} of ${store}`]
}

/** Several batches of facts; where rows are only inserted, no key comes twice. */
const batches = (area: Area): fc.Arbitrary<Told[][]> =>
  fc.array(fc.array(told(area), { maxLength: 12 }), { maxLength: 4 }).map((all) => {
    if (!INSERTED.includes(area.name)) return all
    const seen = new Set<string>()
    const isNew = (one: Told) => {
      const keys = [...keysOf(area, one), ...numberOf(one)]
      if (keys.some((key) => seen.has(key))) return false
      for (const key of keys) seen.add(key)
      return true
    }
    return all.map((batch) => batch.filter(isNew))
  })

const byKey = (area: Area, rows: readonly unknown[]) =>
  [...rows].sort((a, b) => (area.keyOf(a) < area.keyOf(b) ? -1 : 1))

/** Everything is written and looked at on one connection, in a transaction that is never committed. */
async function inVain(work: (session: Session, client: PoolClient) => Promise<void>) {
  const client = await pool.connect()
  const session = await openSession({ connect: async () => client } as unknown as Pool)
  try {
    await session.run('BEGIN')
    await work(session, client)
  } finally {
    await session.run('ROLLBACK')
    await session.end()
  }
}

test.each(areas.map((area) => [area.name, area] as const))(
  'the rows of %s are their facts folded in plain code, however they were written, and each index finds its own',
  async (_, area) => {
    await fc.assert(
      fc.asyncProperty(batches(area), async (history) => {
        await inVain(async (session, client) => {
          const folded = new Map<string, unknown>()
          for (const batch of history) {
            const book = rowBook([area])
            for (const { fact, intent } of batch) {
              book.fold(fact, intent)
              for (const row of area.rowsOf(fact, intent)) folded.set(area.keyOf(row), row)
            }
            for (const { rows } of book.changed()) await area.write(session, rows)
          }
          const expected = byKey(area, [...folded.values()])
          expect(byKey(area, await tableRows(client, area))).toEqual(expected)

          for (const [by, load] of Object.entries(area.load)) {
            const indexed = area.by[by] as (row: unknown) => string
            const every = [...new Set(expected.map(indexed))].sort()
            const asked = [...every.filter((_key, n) => n % 3 !== 1), 'no/body'].sort()
            const found = await load(session, asked)
            const meant = expected.filter((row) => asked.includes(indexed(row)))
            expect(byKey(area, found)).toEqual(meant)
          }
        })
      }),
      { numRuns: RUNS },
    )
  },
)
