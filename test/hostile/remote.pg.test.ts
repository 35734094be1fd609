import '@automerge/automerge'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { freshDatabase } from '../kit/database.ts'
import { startServer } from '../kit/server-process.ts'
import { remoteServer } from './remote.ts'
import { runAttacks } from './run.ts'

const { url: DATABASE_URL } = await freshDatabase()
const home = await mkdtemp(join(tmpdir(), 'haat-remote-'))
const server = await startServer({
  DATABASE_URL,
  HAAT_DATA: home,
  HAAT_DEMO: '1',
  LOG_LEVEL: 'silent',
})
const target = remoteServer(`${server.url.replace('http', 'ws')}/sync`, {
  tickets: `npx tsx test/hostile/demo-tickets.ts ${server.url}`,
})
afterAll(async () => {
  await target.close()
  await server.stop()
  await rm(home, { recursive: true })
})

test('a server somewhere is attacked with the tickets that a command gives, and holds', {
  timeout: 180_000,
}, async () => {
  const seen: string[] = []
  const say = ({ name, detail }: { name: string; detail: string }) => void seen.push(name + detail)
  const report = await runAttacks(target, { isLong: false, only: ['H13'], say })
  expect(report).toMatchObject({ broken: 0, attacks: expect.anything() })
  expect(seen.length).toBeGreaterThan(4)
})
