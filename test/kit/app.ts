import type pg from 'pg'
import { pino } from 'pino'
import { postgresFactStore } from '../../engine/authority/index.ts'
import { feedReader } from '../../engine/authority/read-feed.ts'
import { createApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { createMetrics } from '../../server/metrics.ts'
import { openKeys } from '../../server/session/keys.ts'
import { createSession } from '../../server/session/session.ts'

/** The app on a test's database, asked without a socket; in the demo unless `env` says otherwise. */
export async function testApp(pool: pg.Pool, env: Record<string, string> = {}) {
  const reading = readConfig({ HAAT_DEMO: '1', LOG_LEVEL: 'silent', ...env })
  if (!reading.ok) throw new Error(reading.sentence)
  const config = reading.value
  const sent: { phone: string; code: string }[] = []
  const session = createSession({
    pool,
    keys: await openKeys(pool),
    pepper: 'a pepper of thirty-two characters',
    limits: config.limits,
    send: async (phone, code) => void sent.push({ phone, code }),
  })
  const app = createApp({
    config,
    pool,
    session,
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    readFeed: feedReader(postgresFactStore(pool)),
    unready: async () => [],
  })
  const request = (path: string, init?: RequestInit) => app.request(path, init)

  async function signIn(phone: string, site = 'http://localhost') {
    const post = (path: string, body: object) =>
      app.request(`${site}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      })
    const { code } = await (await post('/api/auth/otp', { phone })).json()
    const answer = await post('/api/auth/verify', { phone, code, device: 'a test' })
    const body = await answer.json()
    return { answer, body, bearer: { authorization: `Bearer ${body.accessToken}` } }
  }
  return { app, request, signIn, sent }
}
