import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { openEmbedded } from './embedded.ts'

const quiet = { say: () => undefined }
const asRoot = process.getuid?.() === 0
let top = ''
let home = ''

beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'haat-embedded-'))
  home = top
})

afterEach(async () => {
  await (await openEmbedded({ home, ...quiet })).close()
  const place = await realpath(join(home, 'postgres'))
  await rm(place, { recursive: true, force: true })
  await rm(top, { recursive: true, force: true })
})

const postmaster = () => {
  const file = join(home, 'postgres', 'data', 'postmaster.pid')
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : undefined
}

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

type Node = { process: ChildProcess; url: string; said: string[] }

async function startNode(options: { uid?: number; gid?: number } = {}): Promise<Node> {
  const script = join(import.meta.dirname, '../../test/kit/postgres-node.ts')
  const child = spawn(process.execPath, ['--import', 'tsx', script, home], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...options,
  })
  const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`exit ${code}`)))
  failed.catch(() => undefined)
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    failed,
  ])
  return { process: child, ...JSON.parse(line) }
}

async function leave(node: Node) {
  const gone = once(node.process, 'exit')
  node.process.stdin?.end()
  expect(await gone).toEqual([0, null])
}

test('a node killed outright leaves a Postgres that the next one finds, with all that was committed', async () => {
  const killed = await startNode()
  await query(killed.url, 'CREATE TABLE kept AS SELECT 41 AS n')
  const before = postmaster()
  const gone = once(killed.process, 'exit')
  killed.process.kill('SIGKILL')
  await gone

  const next = await openEmbedded({ home, ...quiet })
  expect(postmaster()).toBe(before)
  expect(next.url).toBe(killed.url)
  expect(await query(next.url, 'SELECT n FROM kept')).toEqual([{ n: 41 }])
  await next.close()
  expect(postmaster()).toBeUndefined()
})

test('nodes that start together share one Postgres, and the last to leave stops it', async () => {
  const [first, second] = await Promise.all([startNode(), startNode()])
  expect(first.url).toBe(second.url)
  const shared = postmaster()
  await leave(first)
  expect(postmaster()).toBe(shared)
  expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }])
  await leave(second)
  expect(postmaster()).toBeUndefined()
})

test('a Postgres that dies while a node uses it comes back on the same port', async () => {
  const node = await openEmbedded({ home, ...quiet })
  const died = postmaster() ?? 0
  process.kill(died, 'SIGKILL')
  const answer = await until('an answer of the new server', () =>
    query(node.url, 'SELECT 2 AS n').catch(() => undefined),
  )
  expect(answer).toEqual([{ n: 2 }])
  expect(postmaster()).not.toBe(died)
  await node.close()
})

test('what makes a commit durable is on', async () => {
  const node = await openEmbedded({ home, ...quiet })
  const durable = await query(
    node.url,
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY 1`,
  )
  expect(durable.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
    'fsync=on',
    'full_page_writes=on',
    'synchronous_commit=on',
  ])
  await node.close()
})

test.runIf(asRoot)('root below a closed directory is given other ground, and is told', async () => {
  chmodSync(top, 0o700)
  home = join(top, 'deeper')
  const node = await startNode()
  expect(node.said.join()).toContain(`may not enter ${top}`)
  expect(await realpath(join(home, 'postgres'))).toMatch(/^\/var\//)
  expect(await query(node.url, 'SELECT 3 AS n')).toEqual([{ n: 3 }])
  await leave(node)
  const again = await startNode()
  expect(again.said).toEqual([])
  await leave(again)
})

test.runIf(asRoot)('a plain user runs it as itself', async () => {
  chmodSync(home, 0o777)
  const node = await startNode({ uid: 65_534, gid: 65_534 })
  expect(node.said).toEqual([])
  expect(await query(node.url, 'SELECT 4 AS n')).toEqual([{ n: 4 }])
  await leave(node)
})
