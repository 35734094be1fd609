import { once } from 'node:events'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openDatabase } from '../../server/database.ts'
import { storeIdOf } from '../../server/import/found-store.ts'
import type { ImportReport } from '../../server/import/report.ts'
import type { Violation } from '../../test/laws/violation.ts'
import { readBaskets } from './baskets.ts'
import { openDeviceProcesses } from './device-processes.ts'
import { comeToRest } from './ending.ts'
import { findProducts } from './find-products.ts'
import { importCatalogue } from './import-catalogue.ts'
import { startKilling } from './kills.ts'
import { judge } from './laws.ts'
import { openingStock, receive } from './opening.ts'
import type { ReplayOptions } from './options.ts'
import { makePlan } from './plan.ts'
import { playRounds } from './rounds.ts'
import { openServer, run } from './server-node.ts'
import { openTally, type ReplayResult } from './tally.ts'

const STORE_NAME = 'Replay Stores'
/** The devices of a round come back over this long, in milliseconds. */
const SPREAD_MS = 5_000

export type Told = {
  /** What is going on now, in a few words. */
  stage(what: string): void
  progress(answered: number, asked: number): void
  killed(what: string): void
}

export type ReplayRun = {
  result: ReplayResult
  violations: Violation[]
  imported: ImportReport
  unmatched: ReadonlyMap<string, number>
  kills: Record<string, number>
  /** Where everything of this run lies. */
  dir: string
}

/** The whole run, on a server, a database and devices of its own; `closers` end them, last first, whatever happens. */
export async function replay(
  options: ReplayOptions,
  told: Told,
  closers: (() => Promise<unknown> | unknown)[],
): Promise<ReplayRun> {
  const began = performance.now()
  const dir = await mkdtemp(join(tmpdir(), 'haat-replay-'))
  // Postgres may run as another user, who must be able to pass through.
  await chmod(dir, 0o711)
  const home = join(dir, 'data')
  const store = storeIdOf(STORE_NAME) as string
  const { seed } = options

  told.stage('starting Postgres and the server')
  const database = await openDatabase({ dataDir: home }, () => undefined)
  closers.push(database.close)
  const { pool } = database
  const server = await openServer({ home, log: join(dir, 'server.log') })
  closers.push(server.stop)

  told.stage('importing the catalogue')
  const file = resolve(options.catalogue)
  const imported = await importCatalogue({ store: STORE_NAME, dir, home, file })
  const baskets = readBaskets(options.baskets, options.limit)
  const items = new Set(baskets.flatMap((basket) => basket.items))
  const hits = await findProducts(server.url, { store, items: [...items].sort() })
  const plan = makePlan({ baskets, hits, devices: options.devices, seed })
  const spare = [...hits.values()].flat()
  const node = { pool, wake: () => undefined }
  await receive(node, { store, stock: openingStock(plan.demand, { spare, seed }) })

  told.stage('opening the devices')
  const links = await openLinks(options, { server, dir, closers })
  const tally = openTally()
  const broken = new AbortController()
  const devices = openDeviceProcesses(
    {
      ...{ seed, dir, store, server: server.url, spreadMs: SPREAD_MS },
      devices: plan.devices.map((one) => ({ ...one, link: links(one.device) })),
    },
    {
      hear(report) {
        tally.hear(report)
        told.progress(tally.answered(), Math.max(plan.asks, tally.asked.size))
      },
      broken: (error) => broken.abort(error),
    },
  )
  closers.push(devices.abandon)
  await devices.open()

  told.stage('shopping')
  const kills: Record<string, number> = {}
  const stopKilling = options.killEverySeconds
    ? startKilling(options.killEverySeconds, {
        ...{ server, devices },
        killed(what) {
          kills[what] = (kills[what] ?? 0) + 1
          told.killed(what)
        },
      })
    : () => Promise.resolve()
  await playRounds({ pool, store, plan, seed, devices, tally, broken: broken.signal })
  await stopKilling()

  told.stage('coming to rest')
  const { shown } = await comeToRest(pool, devices)
  await devices.close()
  told.stage('checking the laws')
  const { violations, drift } = await judge(pool, { dir, shown, asked: tally.asked })
  const { asked, accepted, refused, review, pending, reconnectToOutcomeMs } = tally.counts()
  const secondsTotal = Math.round((performance.now() - began) / 100) / 10
  return {
    result: {
      ...{ asked, accepted, refused, review, pending, ...drift, secondsTotal },
      reconnectToOutcomeMs,
    },
    ...{ violations, imported, unmatched: plan.unmatched, kills, dir },
  }
}

/** The way of each device to the server: straight, or through the recorded network. */
async function openLinks(
  { network, devices, seed }: ReplayOptions,
  {
    server,
    dir,
    closers,
  }: { server: { url: string; port: number }; dir: string; closers: (() => unknown)[] },
): Promise<(device: number) => string> {
  if (!network) return () => server.url
  const args = [resolve(network), devices, seed, '127.0.0.1', server.port].map(String)
  const log = join(dir, 'network.log')
  const child = run('bench/replay/network/main.ts', args, { env: {}, log })
  closers.push(() => child.kill())
  const left = once(child, 'exit').then(([code]) => {
    throw new Error(`the network left with ${code}: see ${log}`)
  })
  const [ports] = (await Promise.race([once(child, 'message'), left])) as [number[]]
  left.catch(() => undefined)
  return (device) => `http://127.0.0.1:${ports[device]}`
}
