import type { FaultPoint } from '../../engine/model/env.ts'
import { writeIntent } from '../../engine/model/intent.ts'
import type { FoundIntent } from '../../engine/model/pending.ts'
import type { Rulebook } from '../../engine/model/rulebook.ts'
import { type Event, recorder, type Step } from '../laws/history.ts'
import type { Hand } from './asking.ts'
import { type VirtualBus, virtualBus } from './bus.ts'
import { type Database, openDatabase } from './database/database.ts'
import { insertFound } from './database/pending.ts'
import { type Device, newDevice } from './device.ts'
import { envOf, type Machine, never, newMachine } from './machine.ts'
import { type Network, openNetwork } from './network.ts'
import { type Node, newNode } from './node.ts'
import { openScheduler, type Scheduler } from './scheduler.ts'
import { type Seams, soundSeams } from './seams.ts'
import { happens, type Storm } from './storm.ts'
import { openTrace, type Trace } from './trace.ts'

const DAY_MS = 86_400_000
const NODES = 2

/** Everything there is in one run: machines, what joins them, and what they said. */
export type World = {
  scheduler: Scheduler
  trace: Trace
  database: Database
  network: Network
  bus: VirtualBus
  nodes: readonly Node[]
  devices: readonly Device[]
  history: Event[]
  /** What happened that nobody expects. */
  troubles: string[]
  /** Faults as they are now; after healing there are none. */
  storm: Storm
  /** Kills of nodes by fault point, and of everything else by name. */
  kills: Map<string, number>
  /** What each person asked so far. */
  asked: Map<string, Hand['asked']>
  record(machine: Machine): (step: Step) => number
  say(what: string): void
  healed(): void
  crashNode(node: Node, why: string): void
  crashDevice(device: Device, why: string): void
  /** The system asks: written into the database at once, as at a start. */
  askAsSystem(id: string, ask: { kind: string; body: object }): void
  /** Makes intents pending, inside a call of the database. */
  pend(found: readonly FoundIntent[]): void
  /** What stands between the engine and the world. */
  seams: Seams
}

export type Person = { person: string; devices: number; lanes: readonly string[] }

export function newWorld({
  seed,
  storm,
  people,
  rulebook,
  log,
}: {
  seed: number
  storm: Storm
  people: readonly Person[]
  rulebook: Rulebook
  log?: (line: string) => void
}): World {
  const trace = openTrace(log)
  const scheduler = openScheduler(seed, trace)
  const history: Event[] = []
  const director = newMachine(seed, 0, 'director')
  const record = (machine: Machine) =>
    recorder(machine.name, {
      clock: () => BigInt(Math.round(scheduler.now() * 1e6)),
      write: (event) => history.push(event),
    })
  const say = record(director)
  const database = openDatabase({ scheduler, seed, rulebook })
  const bus = virtualBus(scheduler)
  const troubles: string[] = []
  const kills = new Map<string, number>()
  const nodes: Node[] = []
  const devices: Device[] = []

  const fault = (machine: Machine, point: FaultPoint): Promise<void> => {
    const node = nodes.find((each) => each.machine === machine)
    const isHit = world.storm.points.includes(point)
    if (!node || !isHit || !happens(machine.dice, world.storm.pointCrashOneIn)) {
      return Promise.resolve()
    }
    world.crashNode(node, point)
    return never
  }
  const env = (machine: Machine) => envOf(scheduler, machine, fault)
  const network = openNetwork({ scheduler, seed, nodes, trace })

  const kill = (machine: Machine, why: string) => {
    trace.note(`${machine.name} dies: ${why}`)
    say({ type: 'info', f: 'kill', victim: machine.name })
    kills.set(why, (kills.get(why) ?? 0) + 1)
    machine.life += 1
    network.died(machine)
  }
  const world: World = {
    ...{ scheduler, trace, database, network, bus, nodes, devices, history, troubles, kills },
    storm,
    asked: new Map(),
    record,
    say: (what) => void say({ type: 'info', f: 'fault', what }),
    healed: () => void say({ type: 'info', f: 'heal' }),
    crashNode(node, why) {
      if (!node.up) return
      node.up = false
      kill(node.machine, why)
      database.disconnected(node.machine)
      const ms = node.machine.dice.between(50, 3_000)
      scheduler.after(ms, node.machine, 'again', () => node.start())
    },
    crashDevice(device, why) {
      if (!device.isOn) return
      device.isOn = false
      device.replica = undefined
      kill(device.machine, why)
      device.disk.crash(device.machine.dice.below(device.disk.atRisk() + 1))
      const ms = device.machine.dice.between(10, 5_000)
      scheduler.after(ms, device.machine, 'again', () => device.start())
    },
    askAsSystem(id, { kind, body }) {
      const text = writeIntent({ v: 1, kind, basis: [], body: body as never })
      const found = { id, text, author: 'system:demo', device: '', document: '', change: '' }
      world.pend([found])
    },
    pend: (found) => insertFound(database.tables, found, { rulebook, now: database.now() }),
    seams: soundSeams(),
  }

  for (let i = 0; i < NODES; i++) {
    const machine = newMachine(seed, 1 + i, `node-${i + 1}`)
    nodes.push(
      newNode(machine, {
        ...{ scheduler, database, bus, rulebook, env, seams: () => world.seams },
        trouble: (name, error) => troubles.push(`${name}: ${error}`),
      }),
    )
  }
  for (const [p, { person, devices: count, lanes }] of people.entries()) {
    for (let d = 0; d < count; d++) {
      const skew = storm.skewDays * DAY_MS * (director.dice.unit() * 2 - 1)
      const machine = newMachine(seed, 10 + devices.length, `p${p}d${d}`, Math.floor(skew))
      devices.push(
        newDevice(
          machine,
          { person, lanes },
          {
            ...{ scheduler, network, env, record, seams: () => world.seams },
            atCommit(device) {
              if (happens(machine.dice, world.storm.diskCrashOneIn)) {
                world.crashDevice(device, 'power cut at a commit')
              }
            },
          },
        ),
      )
    }
  }
  return world
}
