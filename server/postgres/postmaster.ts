import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { CannotStart } from '../cannot-start.ts'
import { clusterUser, oneLine } from './cluster.ts'
import type { Place } from './place.ts'
import { runProgram } from './run-program.ts'
import { tuning } from './tuning.ts'

const START_SECONDS = 120
const RETRY_MS = 100
const START_TRIES = 3

export type Running = { port: number; password: string }

/** The running server of this cluster, whoever started it; starts one if there is none. Call it under the file lock. */
export async function findOrStart(place: Place, password: string): Promise<Running> {
  const found = await find(place, password)
  if (found) return found
  const data = join(place.dir, 'data')
  let told = ''
  for (let tries = 0; tries < START_TRIES; tries++) {
    const port = await portFor(place)
    await writeFile(join(data, 'haat.conf'), tuning({ port }))
    await writeFile(join(place.dir, 'port'), String(port))
    const log = join(place.dir, 'server.log')
    const args = ['start', '-D', data, '-l', log, '-s', '-w', '-t', String(START_SECONDS)]
    const started = await runProgram(place, 'pg_ctl', args)
    if (started.code === 0) return { port, password }
    told = oneLine(`${started.output}\n${await readFile(log, 'utf8').catch(() => '')}`)
  }
  throw new CannotStart(`Postgres would not start in ${data}: ${told}`)
}

export async function stop(place: Place): Promise<void> {
  const data = join(place.dir, 'data')
  await runProgram(place, 'pg_ctl', ['stop', '-D', data, '-s', '-m', 'fast', '-t', '60'])
}

/** An orphan of a killed node is welcome: if `postmaster.pid` names a server and it answers as ours, we use it. */
async function find(place: Place, password: string): Promise<Running | undefined> {
  for (let waited = 0; waited < START_SECONDS * 1000; waited += RETRY_MS) {
    const seen = await readPostmaster(place)
    if (!seen) return undefined
    if (!(await isPostgres(seen.pid))) {
      // Left by a crash. Postgres would remove it too, unless another process of this user has the pid by now.
      await rm(join(place.dir, 'data', 'postmaster.pid'), { force: true })
      return undefined
    }
    const running = { port: seen.port, password }
    if (seen.port > 0 && (await answers(running))) return running
    await wait(RETRY_MS)
  }
  throw new CannotStart(
    `A Postgres has ${join(place.dir, 'data')} but does not answer: see server.log beside it, or stop that process.`,
  )
}

/** Lines of `postmaster.pid`: pid, data directory, start time, port, … (src/include/miscadmin.h). */
async function readPostmaster(place: Place): Promise<{ pid: number; port: number } | undefined> {
  const text = await readFile(join(place.dir, 'data', 'postmaster.pid'), 'utf8').catch(() => '')
  const [pid, , , port] = text.split('\n')
  return pid ? { pid: Math.abs(Number(pid)), port: Number(port ?? 0) } : undefined
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  if (!existsSync('/proc/self/stat')) return true
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat.includes('(postgres)') && !stat.includes(') Z ')
}

async function answers({ port, password }: Running): Promise<boolean> {
  const client = new pg.Client({ ...addressOf({ port, password }), database: 'postgres' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

export const addressOf = ({ port, password }: Running) => ({
  host: '127.0.0.1',
  port,
  user: clusterUser,
  password,
})

/** The port it had before, so that pools find it again after a restart; else any free one. */
async function portFor(place: Place): Promise<number> {
  const before = Number(await readFile(join(place.dir, 'port'), 'utf8').catch(() => '0'))
  return (await freePort(before)) ?? (await freePort(0)) ?? 0
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.on('error', () => resolve(undefined))
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : undefined
      server.close(() => resolve(port))
    })
  })
}
