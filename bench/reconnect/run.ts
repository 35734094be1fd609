import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { openDatabase } from '../../server/database.ts'
import { storeIdOf } from '../../server/import/found-store.ts'
import { openDeviceProcesses } from '../replay/device-processes.ts'
import { askId } from '../replay/ids.ts'
import { importCatalogue } from '../replay/import-catalogue.ts'
import type { Report } from '../replay/messages.ts'
import { receive } from '../replay/opening.ts'
import { openServer } from '../replay/server-node.ts'
import { smallCatalogue } from '../replay/small-catalogue.ts'
import { MEASURED, makePlan } from './plan.ts'
import { type Result, resultOf } from './report.ts'
import { serverMarks } from './way.ts'

const STORE_NAME = 'Reconnect Stores'
const SEED = 1
const SKUS = 100
/** More than anybody asks: nothing here is about what is short. */
const PIECES = 100_000
/** Few processes hold the devices, so that they do not crowd out the server on two cores. */
const DEVICES_PER_PROCESS = 200
/** Between the rounds, so that what the last one left to do is done. */
const CALM_MS = 2_000
const LOOK_MS = 50
const STUCK_MS = 60_000

type Told = Extract<Report, { say: 'told' }>

/** A server process with its own Postgres, devices in processes beside it; `closers` end them, last first. */
export async function measure(
  { devices: count, seconds }: { devices: number; seconds: number },
  { stage, closers }: { stage(what: string): void; closers: (() => unknown)[] },
): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'haat-reconnect-'))
  // Postgres may run as another user, who must be able to pass through.
  await chmod(dir, 0o711)
  const home = join(dir, 'data')
  const log = join(dir, 'server.log')
  const store = storeIdOf(STORE_NAME) as string

  stage('starting Postgres and the server')
  const database = await openDatabase({ dataDir: home }, () => undefined)
  closers.push(database.close)
  const { pool } = database
  const server = await openServer({ home, log, level: 'debug' })
  closers.push(server.stop)

  stage('importing a catalogue')
  const file = join(dir, 'catalogue.csv')
  await writeFile(file, smallCatalogue())
  await importCatalogue({ store: STORE_NAME, dir, home, file })
  const skus = await someSkus(pool, store)
  const stock = new Map(skus.map((sku) => [sku, PIECES]))
  await receive({ pool, wake: () => undefined }, { store, stock })

  stage('opening the devices')
  const plan = makePlan(count, { skus, seed: SEED })
  const told = new Map<string, Told>()
  const broken = new AbortController()
  const devices = openDeviceProcesses(
    {
      ...{ seed: SEED, dir, store, server: server.url, spreadMs: seconds * 1_000 },
      devices: plan.map((one) => ({ ...one, link: server.url })),
    },
    {
      perProcess: DEVICES_PER_PROCESS,
      hear(report) {
        if (report.say === 'told') told.set(report.intent, report)
      },
      broken: (error) => broken.abort(error),
    },
  )
  closers.push(devices.abandon)
  await devices.open()

  for (const round of [0, MEASURED]) {
    stage(round === MEASURED ? 'measuring' : 'warming up')
    devices.tell({ do: 'offline' })
    await devices.compose(round)
    await pause(CALM_MS)
    devices.tell({ do: 'online', round, at: Date.now(), asking: true })
    await answered(asksOf(round), { told, broken: broken.signal })
  }

  const intents = asksOf(MEASURED)
  const known = await serverMarks(pool, { log, intents })
  const answers = intents.map((intent) => told.get(intent) as Told)
  const ways = answers.map(({ intent, marks }) => ({ ...marks, ...known.get(intent) }))
  const verdicts: { [verdict: string]: number } = {}
  for (const { verdict } of answers) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  return resultOf(ways, { devices: count, seconds, warmedUpWith: count, verdicts })

  function asksOf(round: number): string[] {
    return plan.flatMap(({ device, rounds }) =>
      (rounds[round] ?? []).map(({ number }) => askId(SEED, device, number)),
    )
  }
}

async function someSkus(pool: pg.Pool, store: string): Promise<string[]> {
  const { rows } = await pool.query<{ sku: string }>(
    'SELECT sku FROM products WHERE store = $1 ORDER BY sku LIMIT $2',
    [store, SKUS],
  )
  return rows.map(({ sku }) => sku)
}

async function answered(
  intents: readonly string[],
  { told, broken }: { told: ReadonlyMap<string, unknown>; broken: AbortSignal },
): Promise<void> {
  const late = Date.now() + STUCK_MS
  while (!intents.every((intent) => told.has(intent))) {
    broken.throwIfAborted()
    if (Date.now() > late) throw new Error('some devices wait for ever')
    await pause(LOOK_MS)
  }
}
