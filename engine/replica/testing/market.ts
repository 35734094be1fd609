import '@automerge/automerge'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { WebSocketServer } from 'ws'
import { sorts } from '../../../schema/documents/all.ts'
import { localBus } from '../../bus/local.ts'
import type { Role } from '../../host/access.ts'
import { createHost, type Host } from '../../host/host.ts'
import type { Limits } from '../../host/limits.ts'
import type { HostEvent } from '../../host/observe.ts'
import { type MemoryRows, memoryHostStore, memoryRows } from '../../host/storage/memory.ts'
import { serveSocket } from '../../host/ws-link.ts'
import type { About } from '../../model/document.ts'
import type { FactItem, FactsFrame, FollowFrame } from '../../model/follow.ts'
import { readIntent } from '../../model/intent.ts'
import type { FoundIntent } from '../../model/pending.ts'
import { realEnv } from '../../model/real-env.ts'
import * as documents from '../documents.ts'
import * as line from '../line.ts'
import { nodeDial } from '../node-dial.ts'
import { openReplica, type ReplicaOptions } from '../open.ts'
import type { Replica } from '../replica.ts'
import type { DeviceStore } from '../storage/device-store.ts'
import { memoryDisk } from '../storage/memory.ts'

/** A real document host on a real socket, and a small market behind it: it answers each intent once, as it is told. */
export type Market = {
  host: Host
  rows: MemoryRows
  asked: FoundIntent[]
  events: HostEvent[]
  address: string
  /** Appends a fact to a lane and sends it to its followers. */
  publish(lane: string, fact: Omit<FactItem, 'seq' | 'at'>): void
  facts(lane: string): FactItem[]
  /** Everybody is cut off; `up` again on the same port. */
  down(): Promise<void>
  up(): Promise<void>
}

export async function openMarket(
  answer: (intent: FoundIntent) => { verdict: string } & object = () => ({ verdict: 'accepted' }),
  {
    may = async (person: string, _: string, { about }: { about: About }): Promise<Role> =>
      about.customer === person || about.person === person ? 'write' : 'none',
    limits = {} as Partial<Record<keyof Limits, number>>,
  } = {},
): Promise<Market> {
  const env = realEnv()
  const rows = memoryRows('market')
  const lanes = new Map<string, FactItem[]>()
  const followers = new Set<{ lanes: Set<string>; reply(frame: object): void }>()
  const asked: FoundIntent[] = []
  const events: HostEvent[] = []
  const answered = new Set<string>()

  const facts = (lane: string) => {
    const known = lanes.get(lane) ?? []
    lanes.set(lane, known)
    return known
  }
  const frame = (lane: string, from: number): FactsFrame => {
    const all = facts(lane)
    return {
      type: 'facts',
      lane,
      from,
      through: all.length,
      head: all.length,
      compacted: false,
      facts: all.slice(from),
    }
  }
  const publish: Market['publish'] = (lane, fact) => {
    const all = facts(lane)
    all.push({ ...fact, seq: all.length + 1, at: env.now() })
    for (const follower of followers) {
      if (follower.lanes.has(lane)) follower.reply(frame(lane, all.length - 1))
    }
  }
  const makeHost = () =>
    createHost({
      env,
      store: memoryHostStore(rows),
      bus: localBus(),
      sorts,
      sortsModule: new URL('../../../schema/documents/all.ts', import.meta.url),
      shards: 0,
      may,
      limits,
      observe: (event) => events.push(event),
      onAsked(found) {
        for (const intent of found) {
          asked.push(intent)
          if (answered.has(intent.id)) continue
          answered.add(intent.id)
          const read = readIntent(intent.text)
          publish(`user:${intent.author}`, {
            key: `intent/${intent.id}`,
            kind: 'intent.answered',
            intent: intent.id,
            value: {
              intent: intent.id,
              kind: 'intent' in read ? read.intent.kind : '',
              document: intent.document,
              ...('intent' in read &&
                read.intent.answers !== undefined && { answers: read.intent.answers }),
              ...answer(intent),
            },
          })
        }
      },
    })

  let host = await makeHost()
  let server: WebSocketServer
  let port = 0
  let connections = 0
  const up = async () => {
    server = new WebSocketServer({ port, perMessageDeflate: false })
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
    server.on('connection', (socket, request) => {
      const ticket = new URL(request.url ?? '', 'ws://x').searchParams.get('ticket') ?? ''
      const [person = '', device = ''] = ticket.split(' ')
      const follower = { lanes: new Set<string>(), reply: (_: object) => {} }
      followers.add(follower)
      socket.on('close', () => followers.delete(follower))
      serveSocket(host, socket, {
        person,
        device,
        connection: `${ticket} ${++connections}`,
        onExtension(extension, reply) {
          follower.reply = reply
          const { type, lanes: wanted } = extension as FollowFrame
          if (type !== 'follow') return true
          for (const [lane, cursor] of wanted) {
            follower.lanes.add(lane)
            reply(frame(lane, cursor))
          }
          return true
        },
      })
    })
  }
  const down = async () => {
    for (const socket of server.clients) socket.terminate()
    await new Promise((resolve) => server.close(resolve))
    await host.close()
    host = await makeHost()
  }
  await up()
  onTestFinished(async () => {
    for (const socket of server.clients) socket.terminate()
    server.close()
    await host.close()
  })
  return {
    get host() {
      return host
    },
    rows,
    asked,
    events,
    address: `ws://127.0.0.1:${port}`,
    publish,
    facts,
    down,
    up,
  }
}

type DeviceOptions = {
  device?: string
  store?: DeviceStore
  market?: Market
} & Partial<ReplicaOptions>

/** A device of a person, with its document engine; connected to `market` if one is given. Closed after the test. */
export async function openDevice(person: string, options: DeviceOptions = {}): Promise<Replica> {
  const replica = await openDoomed(person, options)
  onTestFinished(() => replica.close())
  return replica
}

/** A device that nobody closes: its test cuts its power. */
export function openDoomed(
  person: string,
  { device = 'phone', store = memoryDisk().open(), market, ...more }: DeviceOptions,
): Promise<Replica> {
  return openReplica({
    env: realEnv(),
    person,
    device,
    store,
    sorts,
    ownLane: `user:${person}`,
    documents: { load: async () => documents },
    ...(market && {
      uplink: {
        load: async () => line,
        dial: nodeDial(market.address),
        ticket: async () => ({ ticket: `${person} ${device}` }),
      },
    }),
    ...more,
  })
}

/** Waits for the change that makes `holds` true; the test's own timeout is the bound. */
export function changed(replica: Replica, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    if (holds()) return resolve()
    const stop = replica.on(() => {
      if (!holds()) return
      stop()
      resolve()
    })
  })
}
