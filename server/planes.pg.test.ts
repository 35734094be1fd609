import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { askAsSystem, causeId, outcomesOf } from '../engine/authority/index.ts'
import { realEnv } from '../engine/model/real-env.ts'
import { kindsByName } from '../intents/all.ts'
import { setMembershipShape } from '../intents/set-membership/shape.ts'
import { freshDatabase } from '../test/kit/database.ts'
import { until } from '../test/kit/until.ts'
import { readConfig } from './config.ts'
import { systemAsk } from './import/system-ask.ts'
import { createMetrics } from './metrics.ts'
import { openPlanes } from './planes.ts'
import { transaction } from './postgres/transaction.ts'

const { pool, url } = await freshDatabase()

test('what waits for a node that starts is decided before its host is there, and not taken for failed', async () => {
  const reading = readConfig({ HAAT_DEMO: '0' })
  if (!reading.ok) throw new Error(reading.sentence)
  const ask = systemAsk(setMembershipShape, {
    ...{ author: 'system:test', cause: 'test/member' },
    body: { person: 'mala', scope: 'platform', role: 'support', do: 'grant' },
  })
  await transaction(pool, (tx) => askAsSystem(tx, kindsByName, [ask]))
  const said: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) })

  // Who asks for the database's name waits, and so does the host.
  const blocking = await pool.connect()
  await blocking.query('BEGIN; LOCK TABLE host_identity')
  const opening = openPlanes({
    ...{ pool, url, log, env: realEnv(), config: reading.value, metrics: createMetrics() },
  })
  const id = causeId(ask)
  const isDecided = async () => (await outcomesOf(pool, [id])).get(id)?.state === 'answered'
  await until('it is decided', isDecided)
  await blocking.query('COMMIT')
  blocking.release()
  const planes = await opening
  onTestFinished(() => planes.close())
  expect(said).toEqual([])
})
