import { expect, test } from 'vitest'
import { rulebook } from '../../../intents/rulebook.ts'
import { foundShop, OWNER, received } from '../../../intents/testing/on-postgres.ts'
import { mayFollow } from '../../../schema/lanes.ts'
import { rolesOf } from '../../../server/session/roles.ts'
import { freshDatabase } from '../../../test/kit/database.ts'
import { until } from '../../../test/kit/until.ts'
import type { FaultPoint } from '../../model/env.ts'
import type { FactsFrame, LaneRefusedFrame } from '../../model/follow.ts'
import { realEnv } from '../../model/real-env.ts'
import { openFeed } from '../feed.ts'
import { COMPACT_BEYOND, feedReader } from '../read-feed.ts'
import { factStoreSuite } from '../testing/fact-store-suite.ts'
import { ask, openNode, openShop } from '../testing/node.ts'
import { somebodyWaits } from '../testing/repair.ts'
import { postgresFactStore } from './fact-store.ts'

const { pool } = await freshDatabase()
const store = postgresFactStore(pool)

factStoreSuite('lanes in Postgres', () => ({
  store,
  async append(lane, ...facts) {
    await pool.query(
      `WITH moved AS (INSERT INTO lanes AS l (name, head) VALUES ($1, $4)
         ON CONFLICT (name) DO UPDATE SET head = l.head + $4 RETURNING head - $4 AS head)
       INSERT INTO facts (lane, seq, key, kind, value, intent, at)
       SELECT $1, moved.head + n, key, 'number.set', to_json(value), gen_random_uuid(), now()
       FROM moved, unnest($2::text[], $3::int[]) WITH ORDINALITY AS t (key, value, n)`,
      [lane, facts.map(([key]) => key), facts.map(([, value]) => value), facts.length],
    )
  },
}))

test('a reader who is far behind gets the last fact of each key and the head, and from there every fact', async () => {
  const count = 4 * COMPACT_BEYOND
  await pool.query(`INSERT INTO lanes (name, head) VALUES ('catalog:long', ${count})`)
  await pool.query(
    `INSERT INTO facts (lane, seq, key, kind, value, intent, at)
     SELECT 'catalog:long', n, 'k' || n % 70, 'number.set', to_json(n), gen_random_uuid(), now() FROM generate_series(1, ${count}) AS n`,
  )
  const read = feedReader(store)
  const frame = await read('catalog:long', 0)
  expect(frame).toMatchObject({ compacted: true, through: count, head: count })
  const last = Array.from({ length: 70 }, (_, n) => count - 69 + n)
  expect(frame.facts.map(({ seq, key, value }) => [seq, key, value])).toEqual(
    last.map((n) => [n, `k${n % 70}`, n]),
  )
  const near = await read('catalog:long', count - 3)
  expect(near.compacted).toBe(false)
  expect(near.facts.map(({ seq }) => seq)).toEqual([count - 2, count - 1, count])
})

const take = (shop: string) => ({
  kind: 'take',
  author: 'gita',
  body: { store: shop, sku: 'milk', qty: 1 },
})

test('a fact that is committed late is passed over by nobody: whoever comes after it in a lane waits', async () => {
  for (const shop of ['slow', 'quick']) {
    await openShop(pool, shop, { milk: 9 })
    await ask(pool, [take(shop)])
  }
  const seen: number[] = []
  const look = async () => {
    const rows = await store.after('user:gita', seen.at(-1) ?? 0, 100)
    seen.push(...rows.map(({ seq }) => seq))
  }
  const quick = openNode(pool)
  let settled: Promise<void> | undefined
  // Its facts are written and numbered, and nobody can see them yet.
  const slow = openNode(pool, {
    env: realEnv(async (point: FaultPoint) => {
      if (point !== 'K13') return
      settled = quick.settle('store:quick')
      await Promise.race([settled, somebodyWaits(pool)])
      await look()
    }),
  })
  await slow.settle('store:slow')
  await look()
  await settled
  await look()
  expect(seen).toEqual([1, 2])
  expect([...slow.aborts(), ...quick.aborts()]).toEqual([])
})

test('whoever is shown the door hears no further fact of the shop, and everybody else does', async () => {
  await foundShop(pool, 'door', { milk: 9 })
  const node = openNode(pool, { rulebook })
  const owner = async (kind: string, body: object) => {
    await ask(pool, [{ kind, author: OWNER, body }], rulebook)
    await node.settle('store:door')
  }
  const staff = { scope: 'store:door', person: 'meena', role: 'staff' }
  await owner('set-membership', { ...staff, do: 'grant' })

  const errors: unknown[] = []
  const feed = openFeed({ env: realEnv(), store, onError: (error) => errors.push(error) })
  const follow = (person: string) => {
    const frames: (FactsFrame | LaneRefusedFrame)[] = []
    const port = {
      ...{
        person,
        send: (frame: (typeof frames)[number]) => frames.push(frame),
        buffered: () => 0,
      },
      mayFollow: async (lane: string) => mayFollow(person, await rolesOf(pool, person), lane),
    }
    feed.join(port).receive({ type: 'follow', lanes: [['store:door', 0]] })
    return frames
  }
  const through = (frames: (FactsFrame | LaneRefusedFrame)[]) =>
    frames.findLast((frame) => frame.type === 'facts')?.through ?? 0
  const head = async () => (await store.heads(['store:door']))[0]?.[1] ?? -1
  try {
    const [ravi, meena] = [follow(OWNER), follow('meena')]
    const before = await head()
    await until(
      'both stand at the head',
      () => through(ravi) === before && through(meena) === before,
    )

    await owner('set-membership', { ...staff, do: 'revoke' })
    feed.recheck('meena')
    await until('she is told', () => meena.some(({ type }) => type === 'lane-refused'))
    const heard = meena.length
    await owner('publish-stock', { store: 'door', items: [received('crate', 'milk', 1)] })
    const now = await head()
    feed.moved([['store:door', now]])
    await until('he hears it', () => through(ravi) === now)
    expect(meena).toHaveLength(heard)
    const back = follow('meena')
    await until('she is refused', () => back.length > 0)
    expect(back).toEqual([{ type: 'lane-refused', lane: 'store:door', code: 'lane-forbidden' }])
    expect(errors).toEqual([])
  } finally {
    await feed.close()
  }
})
