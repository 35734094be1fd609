import '@automerge/automerge'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../kit/database.ts'
import { hit } from './hit.ts'
import { points } from './points.ts'
import { openScene } from './scene.ts'

const database = await freshDatabase()
const scene = await openScene(database)
afterAll(scene.close)

let carts = 100
test.each(points)(
  'a server killed at $point leaves what it must, and the checkout becomes one order with one answer',
  { timeout: 120_000 },
  async (expected) => {
    await hit(scene, expected, ++carts)
  },
)

test('after all those deaths every lane is gapless and no batch was aborted by a constraint', async () => {
  const { rows } = await database.pool.query(
    `SELECT l.name FROM lanes l LEFT JOIN facts f ON f.lane = l.name
      GROUP BY l.name, l.head HAVING count(f.seq) <> l.head OR coalesce(max(f.seq), 0) <> l.head`,
  )
  expect(rows).toEqual([])
})
