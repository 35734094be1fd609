import { afterAll, test } from 'vitest'
import { freshDatabase } from '../../test/kit/database.ts'
import { until } from '../../test/kit/until.ts'
import { realEnv } from '../model/real-env.ts'
import type { Bus } from './bus.ts'
import { postgresBus } from './postgres.ts'
import { busSuite } from './testing/bus-suite.ts'

const { url, pool } = await freshDatabase()
const opened: Bus[] = []
afterAll(() => Promise.all(opened.map((bus) => bus.close())))

const open = async (onLost?: (error: string) => void) => {
  const bus = await postgresBus({ url, env: realEnv(), ...(onLost ? { onLost } : {}) })
  opened.push(bus)
  return bus
}

busSuite('postgres', async () => [await open(), await open()])

test('a bus whose connection dies comes back by itself, and nothing throws meanwhile', async () => {
  const lost: string[] = []
  const [here, there] = [await open((error) => lost.push(error)), await open()]
  const heard: string[] = []
  there.subscribe('a', (message) => heard.push(message))
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'haat-bus' AND datname = current_database()`,
  )
  await until('the loss is told', () => lost.length > 0)
  await until('it carries again', () => {
    here.publish('a', 'back')
    return heard.includes('back')
  })
})

test('a thousand messages at once all arrive', async () => {
  const [here, there] = [await open(), await open()]
  const heard: string[] = []
  there.subscribe('many', (message) => heard.push(message))
  for (let i = 0; i < 1_000; i++) here.publish('many', String(i))
  await until('all are heard', () => heard.length === 1_000)
})
