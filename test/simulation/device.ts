import { limits } from '../../engine/host/index.ts'
import { readSyncMessage } from '../../engine/host/sync-message.ts'
import { canonical } from '../../engine/model/canonical.ts'
import type { Env } from '../../engine/model/env.ts'
import * as documents from '../../engine/replica/documents.ts'
import type { ServerFrame } from '../../engine/replica/frames.ts'
import type { Item } from '../../engine/replica/items.ts'
import * as line from '../../engine/replica/line.ts'
import { openReplica } from '../../engine/replica/open.ts'
import type { Change, Replica } from '../../engine/replica/replica.ts'
import { type MemoryDisk, memoryDisk } from '../../engine/replica/storage/memory.ts'
import { sorts } from '../../schema/documents/all.ts'
import type { Cart } from '../../schema/documents/cart.ts'
import { factValue } from '../../schema/facts.ts'
import { userLane } from '../../schema/lanes.ts'
import type { Clock, Step } from '../laws/history.ts'
import { type Machine, never } from './machine.ts'
import type { Network } from './network.ts'
import type { Scheduler } from './scheduler.ts'
import type { Seams } from './seams.ts'

/** A person's device: the real replica with automerge-repo, on a virtual disk and socket. */
export type Device = {
  readonly machine: Machine
  readonly person: string
  /** Lanes that it is to follow at present: its own, some that anybody may, and those that its roles open. */
  lanes(): string[]
  readonly disk: MemoryDisk
  /** Has power. */
  isOn: boolean
  /** Absent while it is off or opening. */
  replica: Replica | undefined
  note(step: Step): number
  start(): void
  /** How often it wrote its own count into a document. */
  counts: Map<string, number>
}

export type DeviceParts = {
  scheduler: Scheduler
  network: Network
  env(machine: Machine): Env
  seams(): Seams
  record(machine: Machine): (step: Step) => number
  /** Power may fail at this commit: then the machine is dead when this returns. */
  atCommit(device: Device): void
}

export function newDevice(
  machine: Machine,
  { person, lanes }: { person: string; lanes: readonly string[] },
  { scheduler, network, env, seams, record, atCommit }: DeviceParts,
): Device {
  const device: Device = {
    machine,
    person,
    lanes: () => [
      userLane(person),
      ...lanes,
      ...(device.replica ? openedByRoles(device.replica) : []),
    ],
    disk: memoryDisk(),
    isOn: false,
    replica: undefined,
    note: record(machine),
    counts: new Map(),
    start() {
      device.isOn = true
      scheduler.after(0, machine, 'start', () => void live())
    },
  }

  /** Commits take their time, and a power cut may come in the middle of one. */
  const disk = () =>
    device.disk.open((operation) => {
      if (!('commit' in operation)) return undefined
      atCommit(device)
      return new Promise((resolve) => {
        scheduler.after(0.2 + machine.dice.unit() * 2, machine, 'disk', resolve)
      })
    })

  async function live() {
    const { life } = machine
    const replica = await openReplica({
      env: env(machine),
      person,
      device: machine.name,
      store: seams().deviceStore(disk(), machine),
      sorts,
      ownLane: userLane(person),
      isMine: () => true,
      documents: { load: async () => documents },
      uplink: {
        load: async () => line,
        dial: network.dialer(machine, { person, device: machine.name }, (frame) => heard(frame)),
        ticket: () => network.ask(machine, () => ({ ticket: machine.name })),
      },
    })
    if (machine.life !== life) return never
    device.replica = replica
    // What a dead life still computes, nobody sees.
    replica.on((change) => machine.life === life && noteChange(replica, change))
    noteAside(replica.items())
    for (const lane of device.lanes()) await replica.follow(lane)
  }

  const openedByRoles = (replica: Replica): string[] =>
    replica
      .lane(userLane(person))
      .list('lanes/')
      .flatMap((fact) => factValue('lanes.set', fact)?.lanes ?? [])

  const lastHeads = new Map<string, string>()
  function heard(frame: ServerFrame) {
    if (frame.type === 'sync' && frame.data) {
      const message = readSyncMessage(frame.data, limits)
      if (typeof message === 'string' || message.heads.length === 0) return
      const heads = message.heads.join()
      if (lastHeads.get(frame.documentId) === heads) return
      lastHeads.set(frame.documentId, heads)
      device.note({ type: 'ok', f: 'acked', doc: frame.documentId, heads: message.heads })
    }
    if (frame.type === 'facts') {
      const { lane, from, through, compacted } = frame
      const facts = frame.facts.map(({ seq, key, value }): [number, string, string] => [
        seq,
        key,
        canonical(value),
      ])
      device.note({ type: 'ok', f: 'fact', lane, from, through, compacted, facts })
    }
  }

  function noteAside(items: readonly Item[]) {
    for (const { id, setAside: why } of items) {
      if (why !== undefined) device.note({ type: 'ok', f: 'set-aside', intent: id, why })
    }
  }

  function noteChange(replica: Replica, change: Change) {
    if (change.what === 'document') {
      const clock = clockOf(replica, change.id)
      if (clock) device.note({ type: 'ok', f: 'read', doc: change.id, clock })
    }
    if (change.what === 'items') noteAside(change.ids.flatMap((id) => replica.item(id) ?? []))
    if (change.what !== 'lane') return
    const view = replica.lane(change.lane)
    device.note({ type: 'ok', f: 'read', lane: change.lane, through: view.through })
    if (change.lane !== userLane(person)) return
    for (const lane of device.lanes()) void replica.follow(lane)
    for (const key of change.keys) {
      const fact = view.get(key)
      if (fact?.kind !== 'intent.answered') continue
      const intent = key.slice('intent/'.length)
      device.note({ type: 'ok', f: 'told', intent, outcome: canonical(fact.value) })
    }
  }
  return device
}

/** Carts carry a count for each writer in their notes: what a reader has seen of whom. */
export function clockOf(replica: Replica, document: string): Clock | undefined {
  const cart = replica.documents('cart').find(({ id }) => id === document)
  const sort = sorts.cart
  if (!cart || !sort) return undefined
  const { notes } = replica.document(sort, cart.about).plain() as Cart
  return Object.fromEntries(
    Object.entries(notes).map(([writer, count]) => [writer, Number(String(count))]),
  )
}
