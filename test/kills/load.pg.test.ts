import '@automerge/automerge'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../kit/database.ts'
import { surviveLoad } from './load.ts'
import { openScene } from './scene.ts'

const database = await freshDatabase()
const scene = await openScene(database)
afterAll(scene.close)
const seed = Math.floor(Math.random() * 2 ** 31)

test('whatever was acknowledged is there after the server and its shard were killed under load', {
  timeout: 180_000,
}, async () => {
  const { acknowledged, lost } = await surviveLoad(
    { ...scene, pool: database.pool },
    { deaths: { server: 4, shard: 4 }, seed },
  )
  expect(lost, `seed ${seed}`).toEqual([])
  expect(acknowledged).toBeGreaterThan(30)
})
