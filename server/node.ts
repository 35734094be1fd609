import type { Env, FaultPoint } from '../engine/model/env.ts'
import { realEnv } from '../engine/model/real-env.ts'
import { mayFollow } from '../schema/lanes.ts'
import { createApp } from './app.ts'
import { builtClient } from './client-build.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './database.ts'
import { seedDemo } from './demo/seed.ts'
import { breakAt } from './faults.ts'
import { httpServer, listen } from './listen.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { openPlanes, type Planes } from './planes.ts'
import { makeHome } from './postgres/place.ts'
import { openKeys } from './session/keys.ts'
import { readPepper } from './session/pepper.ts'
import { rolesOf } from './session/roles.ts'
import { postCode, printCode, type SendCode } from './session/sender.ts'
import { createSession } from './session/session.ts'
import { keepSwept } from './session/sweep.ts'
import { serveSync } from './sync/sync-socket.ts'

export type Node = { port: number; close(): Promise<void> }

const READY_MS = 2_000

/**
 * One server process: database, both planes, app and socket, opened one after the other and closed the other way
 * round. `say` tells the person who started it, in sentences.
 */
export async function startNode(config: Config, say: (sentence: string) => void): Promise<Node> {
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (let next = closers.pop(); next; next = closers.pop()) await next()
  }
  const log = createLog(config.logLevel)
  try {
    await makeHome(config.dataDir)
    const client = config.serveApp
      ? builtClient({ dataDir: config.dataDir, say })
      : Promise.resolve(undefined)
    // It is awaited last; until then a failed build must not count as nobody's.
    client.catch(() => undefined)
    const database = await openDatabase(config, say)
    closers.push(database.close)
    const { pool, url } = database
    const metrics = createMetrics()
    const env = envOf(config)
    const planes = await openPlanes({ pool, url, env, config, log, metrics })
    closers.push(planes.close)
    if (config.demo) await seedDemo({ pool, wake: planes.authority.wake })
    const send = senderOf(config, say)
    const session = createSession({
      pool,
      keys: await openKeys(pool),
      pepper: await readPepper(config),
      limits: config.limits,
      ...(send && { send }),
      onRevoked: ({ person, device }) => {
        planes.host.signOut({ person, ...(device && { device }) })
      },
      eraseDocuments: planes.host.erase,
    })
    closers.push(planes.bus.subscribe('signed-out', session.endedElsewhere))
    closers.push(keepSwept(pool, (err) => log.warn({ err }, 'sweeping failed')))
    const clientDir = await client
    const unready = () => unreadyOf({ database, planes })
    const app = createApp({
      ...{ config, pool, session, log, metrics, unready },
      readFeed: planes.feed.read,
      ...(clientDir && { clientDir }),
    })
    const server = httpServer(app.fetch)
    const sync = serveSync(server, {
      ...{ config, log },
      ...{ redeem: session.redeem, nextTicket: session.nextTicket },
      host: planes.host,
      follow: (person, send, buffered) => {
        // Most lanes are somebody's or everybody's, whatever roles they hold.
        const may = async (lane: string) =>
          mayFollow(person, [], lane) || mayFollow(person, await rolesOf(pool, person), lane)
        return planes.feed.join({ person, mayFollow: may, send, buffered })
      },
    })
    metrics.gauge('sockets', 'Open sync sockets', () => sync.open)
    metrics.gauge('socket_buffered_bytes', 'Given to sockets and not sent yet', sync.buffered)
    const listening = await listen(server, config.port)
    closers.push(async () => {
      // At once: nobody new, the host tells those who are there to come back, running requests end.
      await Promise.all([listening.close(), sync.close(), planes.leave()])
    })
    return { port: listening.port, close }
  } catch (error) {
    await close()
    throw error
  }
}

function envOf(config: Config): Env {
  const fault: ((point: FaultPoint) => Promise<void>) | undefined =
    config.faults && breakAt(config.faults)
  return realEnv(fault)
}

function senderOf(config: Config, say: (sentence: string) => void): SendCode | undefined {
  if (config.smsUrl) return postCode(config.smsUrl)
  return config.production ? undefined : printCode(say)
}

async function unreadyOf({ database, planes }: { database: Database; planes: Planes }) {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('late')), READY_MS).unref()
  })
  const postgres = await Promise.race([database.pool.query('SELECT 1'), late]).then(
    () => [],
    () => ['postgres'],
  )
  return [...postgres, ...planes.unready()]
}
