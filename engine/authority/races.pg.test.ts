import { v7 } from 'uuid'
import { afterAll, afterEach, expect, test } from 'vitest'
import { openPool } from '../../server/postgres/pool.ts'
import { freshDatabase } from '../../test/kit/database.ts'
import { until } from '../../test/kit/until.ts'
import type { FaultPoint } from '../model/env.ts'
import { realEnv } from '../model/real-env.ts'
import { cuttingProxy } from './testing/cutting-proxy.ts'
import { ask, expectLaws, openNode, openShop } from './testing/node.ts'
import { withNodes } from './testing/nodes.ts'
import { repair, somebodyWaits } from './testing/repair.ts'

const { pool, url } = await freshDatabase()
afterEach(() => expectLaws(pool))

const take = (store: string, more = {}) => ({
  kind: 'take',
  body: { store, sku: 'milk', qty: 1 },
  ...more,
})
const onHand = async (store: string) =>
  (await pool.query('SELECT on_hand FROM stock WHERE store = $1', [store])).rows[0].on_hand
const verdicts = async (store: string) =>
  (
    await pool.query(
      'SELECT coalesce(reason, verdict) AS said, count(*) AS n FROM outcomes WHERE lane = $1 GROUP BY 1 ORDER BY 1',
      [`store:${store}`],
    )
  ).rows.map((row) => [row.said, row.n])

test('two hundred buyers race for ten units through three nodes: ten get one each', async () => {
  await openShop(pool, 'race', { milk: 10 })
  const aborts = await withNodes({ pool, url }, 3, async (wake) => {
    await Promise.all(
      Array.from({ length: 200 }, async (_, buyer) => {
        await ask(pool, [take('race', { author: `buyer-${buyer}` })])
        wake('race')
      }),
    )
  })
  expect(await verdicts('race')).toEqual([
    ['accepted', 10],
    ['out-of-stock', 190],
  ])
  expect(await onHand('race')).toBe(0)
  expect(aborts, 'nobody stood in another one’s way').toEqual([])
})

test('while a batch of a lane is open nobody else decides there', async () => {
  await openShop(pool, 'lane', { milk: 10 })
  await ask(pool, [take('lane'), take('lane')])
  const second = openNode(pool)
  let meanwhile: unknown
  const first = openNode(pool, {
    env: realEnv(async (point: FaultPoint) => {
      if (point === 'K13') meanwhile = await second.deciding.store.take('store:lane', 256)
    }),
  })
  await first.settle('store:lane')
  expect(meanwhile).toBeUndefined()
  expect([...first.aborts(), ...second.aborts()]).toEqual([])
  expect(await verdicts('lane')).toEqual([['accepted', 2]])
})

test('a repair of stock by hand waits for the batch that counts on it, and neither is lost', async () => {
  await openShop(pool, 'repair', { milk: 10 })
  await ask(pool, [take('repair')])
  let repaired: Promise<void> | undefined
  let isDone = false
  const node = openNode(pool, {
    env: realEnv(async (point) => {
      if (point !== 'K7') return
      repaired = repair(pool, 'repair', 5).then(() => {
        isDone = true
      })
      await Promise.race([repaired, somebodyWaits(pool)])
      expect(isDone, 'the repair is held up by the row lock').toBe(false)
    }),
  })
  await node.settle('store:repair')
  await repaired
  expect(node.aborts()).toEqual([])
  expect(await onHand('repair')).toBe(14)
})

test('a batch waits for a repair of stock that came first, and counts on what it left', async () => {
  await openShop(pool, 'repaired', { milk: 0 })
  await ask(pool, [take('repaired')])
  const node = openNode(pool)
  let settled: Promise<void> | undefined
  await repair(pool, 'repaired', 5, async () => {
    settled = node.settle('store:repaired')
    await Promise.race([settled, somebodyWaits(pool)])
  })
  await settled
  expect(await verdicts('repaired')).toEqual([['accepted', 1]])
  expect(await onHand('repaired')).toBe(4)
})

test('one intent that arrives eight times, on several nodes, is decided once', async () => {
  await openShop(pool, 'once', { milk: 500 })
  const ids = Array.from({ length: 25 }, () => v7())
  const aborts = await withNodes({ pool, url }, 3, async (wake) => {
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const id of ids) {
          await ask(pool, [take('once', { id })])
          wake('once')
        }
      }),
    )
  })
  expect(await verdicts('once')).toEqual([['accepted', 25]])
  expect(await onHand('once')).toBe(475)
  expect(aborts).toEqual([])
})

test.each(['lost', 'early'] as const)(
  'a COMMIT whose reply never comes (%s) is neither repeated nor forgotten',
  async (how) => {
    const store = `cut-${how}`
    const proxy = await cuttingProxy(url)
    const cutPool = openPool(proxy.url, 2)
    afterAll(async () => {
      await cutPool.end()
      await proxy.close()
    })
    await openShop(pool, store, { milk: 10 })
    const node = openNode(cutPool)
    await ask(pool, [take(store), take(store), take(store)])
    proxy.cutAtCommit(how)
    // The cut backend holds the lane until it notices; a poll would come back to it.
    await until('all is answered', async () => {
      await node.settle(`store:${store}`)
      return (await pool.query('SELECT FROM pending')).rowCount === 0
    })
    expect(proxy.cuts()).toBe(1)
    expect(await verdicts(store)).toEqual([['accepted', 3]])
    expect(await onHand(store)).toBe(7)
    const told = node.news.filter(({ what }) => what === 'decided')
    expect(told, 'nothing is told from memory').toHaveLength(how === 'lost' ? 0 : 1)
  },
)

test.each(['K6', 'K7', 'K8', 'K11', 'K12', 'K13'] as const)(
  'a backend that dies at %s takes nothing with it, and the batch is made again',
  async (where) => {
    const store = `dies-${where.toLowerCase()}`
    await openShop(pool, store, { milk: 10 })
    await ask(pool, [take(store), take(store)])
    let kills = 0
    const node = openNode(pool, {
      env: realEnv(async (point) => {
        if (point !== where || kills++ > 0) return
        await pool.query(
          `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
           WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()`,
        )
      }),
    })
    await until('all is answered', async () => {
      await node.settle(`store:${store}`)
      return (await pool.query('SELECT FROM pending')).rowCount === 0
    })
    expect(kills).toBe(2)
    // What was lost at COMMIT is in doubt, not failed.
    const isInDoubt = where === 'K12' || where === 'K13'
    expect(node.news.map(({ what }) => what)).toEqual(
      isInDoubt ? ['decided'] : ['aborted', 'decided'],
    )
    expect(await verdicts(store)).toEqual([['accepted', 2]])
    expect(await onHand(store)).toBe(8)
  },
)

test('batches that append to the same followers do not wait for each other in a ring', async () => {
  const stores = ['ring-a', 'ring-b', 'ring-c', 'ring-d']
  for (const store of stores) await openShop(pool, store, { milk: 1000 })
  const authors = Array.from({ length: 30 }, (_, n) => `author-${n}`)
  const aborts = await withNodes({ pool, url }, 2, async (wake) => {
    for (let round = 0; round < 5; round++) {
      await Promise.all(
        stores.map(async (store, turn) => {
          const order = turn % 2 ? authors : authors.toReversed()
          await ask(
            pool,
            order.map((author) => take(store, { author })),
          )
          wake(store)
        }),
      )
    }
  })
  expect(aborts).toEqual([])
})
