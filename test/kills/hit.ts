import { strict as assert } from 'node:assert'
import type pg from 'pg'
import type { Shelf } from '../../bench/replay/device/shelf.ts'
import { documentBytes } from '../../engine/host/frame.ts'
import { until } from '../kit/until.ts'
import type { MortalNode } from './mortal-node.ts'
import type { Standing } from './points.ts'
import type { Shopper } from './shopper.ts'

export type Scene = { node: MortalNode; pool: pg.Pool; shopper: Shopper; shelf: Shelf }

/**
 * Sends one checkout on its way, lets the server die at the point, looks at what is there, lets it come back, and looks
 * again. Throws with what was seen.
 */
export async function hit(
  { node, pool, shopper, shelf }: Scene,
  expected: Standing,
  number: number,
) {
  const { point } = expected
  const cart = await shopper.fill(shelf, number)
  const before = await changesOf(pool, cart)
  await node.arm(point)
  const intent = await shopper.order(shelf, number)
  await node.dead()

  const dead = await standing(pool, intent)
  const stored = (await changesOf(pool, cart)) - before
  assert.equal(stored, expected.stored, `${point}: changes stored when it died`)
  assert.equal(dead.pending + dead.outcomes, expected.stored, `${point}: intents when it died`)
  if (expected.answered !== 'either')
    assert.equal(dead.outcomes, expected.answered, `${point}: answers when it died`)
  // What the dead server sent may still be on its way to the device.
  await until(`${point}: the device knows ${expected.device}`, () =>
    (expected.device as (string | undefined)[]).includes(shopper.step(intent)),
  )

  await node.open()
  // Its next try may be seconds away.
  shopper.replica.sendNow()
  await until(`${point}: the device is told`, () => shopper.step(intent) === 'accepted', 40_000)
  await until(`${point}: nothing waits`, () => shopper.replica.waiting().length === 0)
  assert.equal((await changesOf(pool, cart)) - before, 1, `${point}: changes in the end`)
  const { answer, ...counts } = await standing(pool, intent)
  assert.deepEqual(
    counts,
    { pending: 0, outcomes: 1, orders: 1, audited: 1 },
    `${point}: in the end`,
  )
  if (dead.outcomes === 1) assert.equal(answer, dead.answer, `${point}: the answer did not change`)
}

const changesOf = async (pool: pg.Pool, cart: string): Promise<number> => {
  const sql = 'SELECT version FROM documents WHERE id = $1'
  const id = Buffer.from(documentBytes(cart) ?? [])
  return Number((await pool.query(sql, [id])).rows[0]?.version ?? 0)
}

async function standing(pool: pg.Pool, intent: string) {
  const { rows } = await pool.query(
    `SELECT (SELECT answer::text FROM outcomes WHERE intent = $1) AS answer,
            (SELECT count(*)::int FROM pending WHERE intent = $1) AS pending,
            (SELECT count(*)::int FROM outcomes WHERE intent = $1) AS outcomes,
            (SELECT count(*)::int FROM orders WHERE intent = $1) AS orders,
            (SELECT count(*)::int FROM audit WHERE intent = $1 AND what = 'decided') AS audited`,
    [intent],
  )
  return rows[0]
}
