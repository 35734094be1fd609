import { setMaxListeners } from 'node:events'
import { openSync, writeSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chance } from '../../bench/commit/chance.ts'
import { comeToRest } from '../../bench/replay/ending.ts'
import { openDatabase } from '../../server/database.ts'
import { SHOP } from '../browser/shop.ts'
import { openProxy } from '../kit/proxy.ts'
import { recorder, writeEvent } from '../laws/history.ts'
import { openDevices } from './devices.ts'
import { type NemesisName, nemeses } from './nemeses/all.ts'
import { type ChaosNode, openNode } from './nodes.ts'
import type { ChaosOptions } from './options.ts'
import { ownPostgres } from './postgres.ts'
import { castAttack, openShop } from './shop.ts'
import { storm } from './storm.ts'
import { type Answers, type ChaosResult, decide } from './verdict.ts'

const NODES = ['a', 'b'] as const
/** From one thing that a device does to the next: as fast as two cores carry with everything else that happens on them. */
const PACE_MS = 120
/** Fan-in of many devices through one door; what one change or document may be is never raised. */
const RAISED = { LIMIT_SOCKETS_PER_ADDRESS: '5000' }

export type Told = {
  /** What is going on now, in a few words. */
  stage(what: string): void
  progress(seconds: number, operations: number): void
  struck(name: NemesisName): void
}
export type ChaosRun = { result: ChaosResult; answers: Answers; healSeconds: number; dir: string }

/**
 * Load and faults, then everything heals, rests and is compared: by the laws over what processes said, what the rows
 * hold and what devices show. `closers` end all, last first, whatever happens.
 */
export async function chaos(
  { minutes, seed, nemeses: names }: ChaosOptions,
  told: Told,
  closers: (() => unknown)[],
): Promise<ChaosRun> {
  const began = performance.now()
  const dir = await mkdtemp(join(tmpdir(), 'haat-chaos-'))
  // Postgres may run as another user, who must be able to pass through.
  await chmod(dir, 0o711)
  const violations: ChaosResult['violations'] = []
  const history = openSync(join(dir, 'history-chaos.jsonl'), 'a')
  const note = recorder('chaos', {
    clock: process.hrtime.bigint,
    write: (event) => writeSync(history, writeEvent(event)),
  })

  told.stage('starting Postgres and two nodes')
  const home = join(dir, 'data')
  const database = await openDatabase({ dataDir: home }, () => undefined)
  closers.push(database.close)
  const { pool } = database
  const { nodes, ways } = await openNodes({ url: database.url, dir, home, closers, violations })
  const door = await openProxy(() => ({ host: '127.0.0.1', port: next(nodes).port }))
  closers.push(door.close)
  const server = `http://127.0.0.1:${door.port}`

  told.stage('opening the shop and the devices')
  const skus = await openShop(pool)
  const attack = await castAttack(pool, server)
  let operations = 0
  const devices = openDevices(
    { seed, dir, store: SHOP, skus, server, paceMs: PACE_MS },
    {
      did(count) {
        operations += count
      },
      killed: (victim) => void note({ type: 'info', f: 'kill', victim }),
      broken: (error) =>
        void violations.push({ law: 'I20', what: 'devices-left', saw: error.message }),
    },
  )
  closers.push(devices.abandon)
  await devices.open()

  told.stage('load and faults')
  const faults: ChaosResult['faults'] = Object.fromEntries(names.map((name) => [name, 0]))
  const heal = new AbortController()
  // Everything that is broken for a while listens to it.
  setMaxListeners(0, heal.signal)
  const world = {
    ...{ nodes, door, ways, attack, ...ownPostgres({ home, url: database.url }) },
    ...{ dice: chance(seed), heal: heal.signal, killDevices: devices.killSome },
  }
  devices.tell({ do: 'work' })
  const forMs = minutes * 60_000
  const stormBegan = performance.now()
  const seconds = () => Math.round((performance.now() - stormBegan) / 1000)
  const ticking = setInterval(() => told.progress(seconds(), operations), 1_000)
  closers.push(() => {
    clearInterval(ticking)
    heal.abort()
  })
  const raging = names.map((name) => {
    const { everyMs, strike } = nemeses[name]
    return [name, { everyMs, strike: () => strike(world) }] as const
  })
  await storm(new Map(raging), {
    ...{ dice: world.dice, forMs, heal },
    struck(name) {
      faults[name] = (faults[name] ?? 0) + 1
      note({ type: 'info', f: 'fault', what: name })
      told.struck(name)
    },
  })
  clearInterval(ticking)

  told.stage('healing, and coming to rest')
  await devices.rest()
  await Promise.all(nodes.map((node) => node.ready()))
  note({ type: 'info', f: 'heal' })
  const healed = performance.now()
  const rest = await comeToRest(pool, devices)
  const healSeconds = Math.round((performance.now() - healed) / 100) / 10
  await devices.close()

  told.stage('checking the laws')
  const verdict = await decide(pool, { dir, rest })
  return {
    result: {
      operations: verdict.operations,
      faults,
      violations: [...violations, ...verdict.violations],
      stuck: verdict.stuck,
      seconds: Math.round((performance.now() - began) / 1000),
    },
    ...{ answers: verdict.answers, healSeconds, dir },
  }
}

async function openNodes({
  url,
  dir,
  home,
  closers,
  violations,
}: {
  url: string
  dir: string
  home: string
  closers: (() => unknown)[]
  violations: ChaosResult['violations']
}) {
  const postgres = new URL(url)
  const target = { host: postgres.hostname, port: Number(postgres.port) }
  const ways = await Promise.all(NODES.map(() => openProxy(() => target)))
  for (const way of ways) closers.push(way.close)
  const nodes = await Promise.all(
    NODES.map((name, at) => {
      const through = new URL(url)
      through.port = String(ways[at]?.port)
      return openNode({
        ...{ name, dir },
        settings: {
          ...{ DATABASE_URL: through.href, HAAT_DATA: home, HAAT_DEMO: '1', SERVE_APP: '0' },
          ...{ SHARDS: '1', LOG_LEVEL: 'warn', ...RAISED },
        },
        died: (saw) => void violations.push({ law: 'I15', what: 'node-died', saw }),
      })
    }),
  )
  for (const node of nodes) closers.push(node.close)
  await Promise.all(nodes.map((node) => node.ready()))
  return { nodes, ways }
}

let turn = 0
/** The nodes that serve take turns; if none does, whoever comes is turned away by one that does not. */
function next(nodes: readonly ChaosNode[]): ChaosNode {
  turn += 1
  const ready = nodes.filter((node) => node.isReady())
  const among = ready.length > 0 ? ready : nodes
  return among[turn % among.length] as ChaosNode
}
