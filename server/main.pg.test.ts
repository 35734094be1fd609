import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { signInAt } from '../test/kit/api.ts'
import { failedStart, spawnServer, startServer } from '../test/kit/server-process.ts'
import { until } from '../test/kit/until.ts'

const top = await mkdtemp(join(tmpdir(), 'haat-main-'))
const home = join(top, 'data')
afterAll(async () => {
  await rm(await realpath(join(home, 'postgres')), { recursive: true, force: true })
  await rm(top, { recursive: true, force: true })
})

const embedded = { HAAT_DATA: home, HAAT_DEMO: '1' }

test('one command opens a market with people to sign in as, and SIGTERM ends it cleanly', async () => {
  const server = await startServer(embedded)
  expect(server.output()).toMatch(/\+91\d{10} {2}\S+/)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  expect((await signInAt(server.url, '9876500001')).person).toMatch(/^[0-9a-f-]{36}$/)
  expect(await server.stop()).toBe(0)
})

test('npm start passes SIGTERM on, and leaves when the market has closed', async () => {
  const npm = await startServer(embedded, ['npm', 'start'])
  expect(await npm.stop()).toBe(0)
  expect(existsSync(join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(false)
})

test('a node killed outright is followed by one that knows what it knew', async () => {
  const killed = await startServer(embedded)
  const before = await signInAt(killed.url, '9876500002')
  await killed.kill()
  const next = await startServer(embedded)
  const me = await fetch(`${next.url}/api/auth/me`, { headers: before.bearer })
  expect(await me.json()).toMatchObject({ person: { id: before.person } })
  expect(await next.stop()).toBe(0)
})

test('two nodes share one market, and one leaves without the other noticing', async () => {
  const [one, two] = await Promise.all([startServer(embedded), startServer(embedded)])
  const mine = await signInAt(one.url, '9876500003')
  expect(await one.stop()).toBe(0)
  const me = await fetch(`${two.url}/api/auth/me`, { headers: mine.bearer })
  expect(me.status).toBe(200)
  expect((await fetch(`${two.url}/readyz`)).status).toBe(200)
  expect(await two.stop()).toBe(0)
})

test('a node whose Postgres dies says that it is not ready, and is ready again by itself', async () => {
  const server = await startServer(embedded)
  const ready = async () => (await fetch(`${server.url}/readyz`)).status
  const pid = Number(
    readFileSync(join(home, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0],
  )
  const mine = await signInAt(server.url, '9876500004')
  process.kill(pid, 'SIGKILL')
  await until('the node to notice', async () => (await ready()) === 503)
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  await until('Postgres to be back', async () => (await ready()) === 200)
  const me = await fetch(`${server.url}/api/auth/me`, { headers: mine.bearer })
  expect(me.status).toBe(200)
  expect(await server.stop()).toBe(0)
})

test('a node that is stopped while it starts leaves nothing behind', async () => {
  const early = spawnServer(embedded)
  const gone = once(early.child, 'exit')
  await until('Postgres to start', () =>
    existsSync(join(home, 'postgres', 'data', 'postmaster.pid')),
  )
  early.child.kill('SIGTERM')
  expect((await gone)[0]).toBe(0)
  expect(existsSync(join(home, 'postgres', 'data', 'postmaster.pid'))).toBe(false)
})

test('a port in use, a wrong setting and an absent database are one sentence and exit code 1', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, resolve))
  const address = taken.address()
  const port = String(typeof address === 'object' && address?.port)
  const failures = await Promise.all([
    failedStart({ ...embedded, PORT: port }),
    failedStart({ ...embedded, PORT: 'http' }),
    failedStart({ ...embedded, NODE_ENV: 'production' }),
    failedStart({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/haat', HAAT_DATA: home }),
  ])
  taken.close()
  expect(failures.map(({ code }) => code)).toEqual([1, 1, 1, 1])
  const said = failures.map(({ output }) => output.trim())
  expect(said[0]).toBe(
    `Port ${port} is taken by another program: stop that one, or set PORT to a free port.`,
  )
  expect(said[1]).toMatch(/^PORT is "http", but .*\.$/)
  expect(said[2]).toMatch(/^HAAT_DEMO is "1", but .*\.$/)
  expect(said[3]).toMatch(/^DATABASE_URL leads to 127\.0\.0\.1:1\/haat, .*ECONNREFUSED.*\.$/)
})
