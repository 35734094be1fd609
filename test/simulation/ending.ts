import { canonical } from '../../engine/model/canonical.ts'
import type { About } from '../../engine/model/document.ts'
import type { Membership } from '../../engine/model/kind.ts'
import type { Replica } from '../../engine/replica/replica.ts'
import { mayOpen } from '../../schema/access.ts'
import { sorts } from '../../schema/documents/all.ts'
import { finalStep } from '../kit/final-step.ts'
import type { ShownDocument } from '../laws/rows.ts'
import { dice } from './chance.ts'
import type { Device } from './device.ts'
import { calm } from './storm.ts'
import { strike } from './striking.ts'
import type { World } from './world.ts'

/** From here on nothing breaks any more: everything that was cut, off or down comes back. */
export function heal(world: World): void {
  const { devices, network, database, scheduler } = world
  world.storm = calm
  strike(world, dice(0, 'calm'))
  database.temper.down = false
  for (const { machine, replica } of devices) {
    Object.assign(network.pathOf(machine), { online: true, blackhole: false })
    network.cut(machine)
    if (replica) scheduler.after(100, machine, 'back', () => replica.sendNow())
  }
  world.healed()
}

/** What still waits, is down, or has not heard everything; nothing when the world is at rest. */
export function restless(world: World): string[] {
  const { devices, nodes } = world
  const { tables } = world.database
  const found = [...tables.pending.keys()].map((intent) => `pending ${intent}`)
  for (const { machine, up } of nodes) if (!up) found.push(`${machine.name} is down`)
  for (const device of devices) {
    const { machine, replica, person } = device
    const name = machine.name
    if (!replica) {
      found.push(`${name} is off`)
      continue
    }
    for (const waiting of replica.waiting()) {
      found.push(`${name} keeps ${waiting.what} ${waiting.id}: ${waiting.lastError}`)
    }
    for (const lane of device.lanes()) {
      const { through } = replica.lane(lane)
      const head = tables.lanes.get(lane)?.head ?? 0
      if (through !== head) found.push(`${name} is at ${through} of ${head} in ${lane}`)
    }
    for (const { id, heads } of readable(world, person, documentsOf(replica))) {
      const stored = tables.documents.documents.get(id)?.document.heads
      if (stored && !same(stored, heads)) found.push(`${name} shows ${id} at other heads`)
    }
  }
  return found
}

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && [...a].sort().join() === [...b].sort().join()

function documentsOf(replica: Replica) {
  return Object.values(sorts).flatMap((sort) =>
    replica.documents(sort.sort).map(({ id, about }) => {
      const ref = replica.document(sort, about)
      return { id, about, heads: ref.heads(), shown: () => canonical(ref.plain()) }
    }),
  )
}

/** Those that this person may still read; of others a device keeps what it once had. */
function readable<T extends { about: About }>({ database }: World, person: string, all: T[]): T[] {
  const roles = database.tables.areas.get('memberships')?.under('person', person) as Membership[]
  return all.filter(({ about }) => mayOpen(person, roles ?? [], about) !== 'none')
}

/** Every device says what still waits on it and what it shows of its lanes. */
export function lastWords({ devices }: World): void {
  for (const { replica, lanes, note } of devices) {
    if (replica) note(finalStep(replica, lanes()))
  }
}

/** What each device shows of each document that the server has. */
export function shownDocuments(world: World): ShownDocument[] {
  const stored = world.database.tables.documents.documents
  return world.devices.flatMap(({ replica, machine, person }: Device) =>
    !replica
      ? []
      : readable(world, person, documentsOf(replica))
          .filter(({ id }) => stored.has(id))
          .map(({ id, heads, shown }) => ({
            at: machine.name,
            doc: id,
            heads: [...heads],
            shown: shown(),
          })),
  )
}
