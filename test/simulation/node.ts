import {
  type Authority,
  type Feed,
  headHints,
  openFeed,
  placeIntent,
  readHint,
  startAuthority,
} from '../../engine/authority/index.ts'
import { createHost, type Host } from '../../engine/host/index.ts'
import type { Env } from '../../engine/model/env.ts'
import type { Membership } from '../../engine/model/kind.ts'
import type { Rulebook } from '../../engine/model/rulebook.ts'
import { mayOpen } from '../../schema/access.ts'
import { sorts } from '../../schema/documents/all.ts'
import { mayFollow } from '../../schema/lanes.ts'
import type { VirtualBus } from './bus.ts'
import { databaseAuthorityStore } from './database/authority-store.ts'
import type { Database } from './database/database.ts'
import { databaseFactStore } from './database/fact-store.ts'
import { databaseHostStore } from './database/host-store.ts'
import type { Machine } from './machine.ts'
import type { Scheduler } from './scheduler.ts'
import type { Seams } from './seams.ts'
import type { Ears, End } from './wire.ts'

export type Who = { person: string; device: string }

/** A server: the real host, authority and feed, on virtual stores, bus and sockets. */
export type Node = {
  readonly machine: Machine
  /** Takes sockets. */
  up: boolean
  /** Begins a life. */
  start(): void
  /** What the frames of a new socket are for; `end` is this side of it. */
  accept(connection: string, who: Who, end: End): Ears
}

export type NodeParts = {
  scheduler: Scheduler
  database: Database
  bus: VirtualBus
  rulebook: Rulebook
  /** The world as the machine's present life sees it, faults included. */
  env(machine: Machine): Env
  seams(): Seams
  /** A document or batch failed for a reason that nobody expects. */
  trouble(node: string, error: string): void
}

export function newNode(machine: Machine, parts: NodeParts): Node {
  const { scheduler, database, rulebook } = parts
  let host: Host | undefined
  let feed: Feed | undefined

  const roles = (person: string) =>
    database.call(machine, 'roles', () => {
      const { area, by, key } = rulebook.rolesOf(person)
      return (database.tables.areas.get(area)?.under(by, key) ?? []) as Membership[]
    })

  async function live() {
    const env = parts.env(machine)
    const seams = parts.seams()
    const bus = parts.bus.of(machine)
    const facts = openFeed({
      env,
      store: databaseFactStore(database, machine),
      onError: () => undefined,
    })
    feed = facts
    const authority: Authority = startAuthority({
      env,
      store: seams.authorityStore(
        databaseAuthorityStore(database, { from: machine, env, scheduler }),
        machine,
      ),
      rulebook,
      tell(news) {
        if (news.what === 'put-off') parts.trouble(machine.name, `${news.intent}: ${news.error}`)
        if (news.what !== 'decided') return
        facts.moved(news.heads)
        if (news.kinds.includes('set-membership')) {
          host?.revoke()
          facts.recheck()
        }
        for (const hint of headHints(news.heads)) bus.publish('heads', hint)
      },
    })
    bus.subscribe('heads', (hint) => facts.moved(readHint(hint)))
    bus.subscribe('revoked', () => facts.recheck())
    bus.subscribe('asked', (lane) => authority.wake(lane))
    host = await createHost({
      env,
      store: seams.hostStore(
        databaseHostStore(database, { from: machine, env, rulebook }),
        machine,
      ),
      bus,
      sorts,
      sortsModule: new URL('../../schema/documents/all.ts', import.meta.url),
      shards: 0,
      may: seams.may(async (person, _device, { about }) =>
        mayOpen(person, await roles(person), about),
      ),
      onAsked(found) {
        for (const lane of new Set(found.map((one) => placeIntent(one, rulebook.kinds).lane))) {
          authority.wake(lane)
          bus.publish('asked', lane)
        }
      },
      observe(event) {
        if (event.event === 'shard-died') parts.trouble(machine.name, 'a shard died')
      },
    })
    node.up = true
  }

  const node: Node = {
    machine,
    up: false,
    start() {
      scheduler.after(0, machine, 'start', () => void live())
    },
    accept(connection, who, end) {
      const port = {
        person: who.person,
        mayFollow: async (lane: string) => mayFollow(who.person, await roles(who.person), lane),
        buffered: () => end.bufferedAmount,
      }
      let follower: ReturnType<Feed['join']> | undefined
      if (!host) throw new Error(`${machine.name} is not up`)
      const opened = host.connect(end, {
        ...who,
        connection,
        onExtension(frame, reply) {
          follower ??= feed?.join({ ...port, send: reply })
          return follower?.receive(frame) ?? true
        },
      })
      return {
        message: (bytes) => opened.receive(bytes),
        closed: () => {
          opened.closed()
          follower?.close()
        },
      }
    },
  }
  return node
}
