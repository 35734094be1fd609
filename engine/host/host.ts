import type { DocumentSort } from '../model/document.ts'
import type { Env } from '../model/env.ts'
import type { FoundIntent } from '../model/pending.ts'
import { type MayOpen, newAccess } from './access.ts'
import { Connection, type Ephemeral, type Switchboard } from './connection.ts'
import type { HostContext } from './context.ts'
import { newFlusher } from './flusher.ts'
import { answerGreeting } from './greeting.ts'
import { HostedDocument } from './hosted-document.ts'
import { limits as defaults, type Limits } from './limits.ts'
import type { Identity, Link } from './link.ts'
import type { Observe } from './observe.ts'
import { draw } from './rate.ts'
import { newResidency } from './residency.ts'
import { openShards, shardOf } from './shards.ts'
import { newShares } from './shares.ts'
import type { HostStore } from './storage/host-store.ts'
import { newStrikes } from './strikes.ts'
import type { Peer } from './subscriber.ts'
import { newUpkeep } from './upkeep.ts'

/** What the host needs of a bus between nodes: hints, which may be lost (`engine/bus` has some). */
export type HostBus = {
  publish(topic: string, message: string): void
  subscribe(topic: string, listener: (message: string) => void): () => void
}

export type HostOptions = {
  env: Env
  store: HostStore
  bus: HostBus
  sorts: Record<string, DocumentSort>
  /** The module whose export `sorts` is the same: workers load it for themselves. */
  sortsModule: URL
  /** Worker threads; 0 does the work in this thread (tests, simulation). */
  shards: number
  /** What a person may do with a document; asked again after `accessMs` or `revoke`. */
  may: MayOpen
  /**
   * What was revoked since this was asked last, whoever did it on whichever node. Polled: the bus says the same sooner,
   * but may be lost. Left out, only the bus and `accessMs` tell.
   */
  revocations?(): Promise<Revocation[]>
  /** Bytes of memory of this process; left out, it has no ceiling besides `residentBytes`. */
  rss?(): number
  /** Called after COMMIT with the intents it carried: the authority may look. */
  onAsked?(found: readonly FoundIntent[]): void
  observe?: Observe
  limits?: Partial<Record<keyof Limits, number>>
}

/** Rights of a person changed, or (`isOut`) their session ended, on one device or on all. */
export type Revocation = { person: string; device?: string; isOut: boolean }

/** A server's document plane. */
export type Host = {
  /** Takes an authenticated socket; tell the connection what comes in and when it is gone. */
  connect(link: Link, identity: Identity): { receive(bytes: Uint8Array): void; closed(): void }
  /** Rights of a person (of everybody, without one) changed: asks `may` again wherever they are connected, on all nodes. */
  revoke(person?: string): void
  /** Closes a person's sockets (of one device, if given) with 4401, on all nodes. */
  signOut(who: { person: string; device?: string }): void
  /** Takes no more changes of a document: whoever wrote only reads from now on, on all nodes. */
  seal(document: string): Promise<void>
  /**
   * Leaves nothing of these documents, and lets nobody make them again. Whoever has one open is told that it may not.
   * Rejects if the store fails; then ask again, for some may be left.
   */
  erase(documents: readonly string[]): Promise<void>
  /** Able to store what it is sent. */
  isReady(): boolean
  /** Resolves when nothing is being worked on. */
  settled(): Promise<void>
  close(): Promise<void>
}

export async function createHost(options: HostOptions): Promise<Host> {
  const { env, store, bus, sorts, sortsModule, shards: shardCount } = options
  const limits = { ...defaults, ...options.limits } as Limits
  const observe = options.observe ?? (() => undefined)
  const node = env.chance.uuid7()
  const stop = new AbortController()
  const documents = new Map<string, HostedDocument>()
  const connections = new Set<Connection>()
  const shares = newShares(env, limits)
  const strikes = newStrikes(env, limits)
  const access = newAccess(options.may, env, limits)
  const flusher = newFlusher(store, { env, limits, observe })
  const shards = openShards({
    shards: shardCount,
    sorts,
    sortsModule,
    env,
    limits,
    isBusy: (shard) => heldBy(shard).some(({ turns }) => turns.isBusy()),
    onDeath(shard, { why, isPurpose }) {
      observe({ event: isPurpose ? 'shard-replaced' : 'shard-died', shard, why })
      for (const document of heldBy(shard)) document.lose()
    },
  })
  const heldBy = (shard: number) =>
    [...documents.values()].filter(({ id }) => shardOf(id, shards.length) === shard)

  const context: HostContext = {
    env,
    limits,
    store,
    flusher,
    access,
    observe,
    shardFor: (id) => shards[shardOf(id, shards.length)] as (typeof shards)[number],
    asked: (found) => options.onAsked?.(found),
    announce(id, version, maker) {
      bus.publish('document', JSON.stringify({ id, version, node, maker: maker?.person }))
      if (maker) hint(id, maker.person, maker.id)
    },
    mayFound: (person) => draw(shares.of(person).founded, 1, env.tick()) === 0,
    strikeDocument(id) {
      if (!strikes.document(id)) return
      store.setState(id, 'quarantined').then(() => changedStanding(id), storeFailed)
    },
    strikePerson: strikes.person,
    isStruck: strikes.isStruck,
  }

  const storeFailed = (error: unknown) => observe({ event: 'store-failed', error: String(error) })

  /** A document was sealed, put away or erased: whoever has it open looks again, here and on the other nodes. */
  function changedStanding(id: string): void {
    documents.get(id)?.reconsider()
    bus.publish('standing', JSON.stringify({ id }))
  }

  const documentOf = (id: string) => {
    const known = documents.get(id)
    if (known) return known
    const made = new HostedDocument(context, id)
    documents.set(id, made)
    return made
  }

  const switchboard: Switchboard = {
    env,
    limits,
    observe,
    peerId: `host-${node}`,
    storageId: await store.identity(),
    bytesOf: (person) => shares.of(person).bytes,
    deliver: (id, frame) => documentOf(id).deliver(frame),
    greet: (peer, documents) => void answerGreeting(context, documentOf, peer, documents),
    ephemeral(from, frame) {
      const document = documents.get(frame.documentId)
      document?.takeInWaiting()
      if (document?.subscriber(from)?.role !== 'write') return
      const { person, id: connection } = from
      spread(frame, { person, connection })
      const data = Buffer.from(frame.data).toString('base64')
      bus.publish(
        'ephemeral',
        JSON.stringify({ ...frame, data, node, from: { person, connection } }),
      )
    },
    left(connection) {
      connections.delete(connection)
      shares.of(connection.person).sockets -= 1
      for (const id of connection.documents) documents.get(id)?.leave(connection)
    },
  }

  /** To everybody who may hear it but its sender; under the host's name, or receivers would send it back to us. */
  function spread(frame: Ephemeral, from: { person: string; connection: string }): void {
    const { type, documentId, count, sessionId, data } = frame
    const document = documents.get(documentId)
    document?.takeInWaiting()
    for (const { peer } of document?.subscribers() ?? []) {
      if (peer.id === from.connection || peer.isFull()) continue
      peer.send({ type, documentId, count, sessionId, data, ...(peer.haat ? { from } : {}) })
    }
  }

  /** Says nothing but that it may be there: whoever asks is judged as always. */
  function hint(documentId: string, person: string, except?: string): void {
    for (const one of connections) {
      if (one.haat && one.person === person && one.id !== except)
        one.send({ type: 'made', documentId })
    }
  }

  const heard = [
    bus.subscribe('document', (text) => {
      const { id, version, node: from, maker } = JSON.parse(text)
      if (from !== node && maker) hint(id, maker)
      const document = documents.get(id)
      if (from !== node && document && version > document.told) document.lookForNews()
    }),
    bus.subscribe('standing', (text) => documents.get(JSON.parse(text).id)?.reconsider()),
    bus.subscribe('ephemeral', (text) => {
      const { node: from, data, ...frame } = JSON.parse(text)
      if (from !== node) spread({ ...frame, data: Buffer.from(data, 'base64') }, frame.from)
    }),
    bus.subscribe('revoked', (text) => review(JSON.parse(text).person)),
    bus.subscribe('signed-out', (text) => signOut(JSON.parse(text))),
  ]

  function review(person: string | undefined): void {
    access.forget(person)
    for (const document of documents.values()) {
      const isConcerned = (peer: Peer) => person === undefined || peer.person === person
      if (document.peers().some(isConcerned)) void document.reviewAccess(isConcerned)
    }
  }

  function signOut({ person, device }: { person: string; device?: string }): void {
    access.forget(person)
    for (const one of connections) {
      if (one.person !== person || (device !== undefined && one.device !== device)) continue
      one.close(4401, 'signed out')
    }
  }

  const isOverloaded = () => {
    const { changes, ms } = flusher.waiting()
    return changes > limits.storeQueueChanges || ms > limits.storeQueueMs
  }
  const upkeep = newUpkeep({
    ...{ env, limits, store, stop: stop.signal, documents, connections, isOverloaded, storeFailed },
    residency: newResidency({ env, limits, observe, documents, shards, rss: options.rss }),
    sweep: shares.sweep,
    ...(options.revocations && { revocations: options.revocations }),
    revoked: ({ isOut, ...who }) => (isOut ? signOut(who) : review(who.person)),
  })

  const settled = async () => {
    await Promise.all([...documents.values()].map((one) => one.settled()))
  }

  return {
    connect(link, identity) {
      const connection = new Connection(switchboard, link, identity)
      const share = shares.of(identity.person)
      share.sockets += 1
      connections.add(connection)
      if (upkeep.isPaused()) connection.pause()
      if (share.sockets > limits.socketsPerPerson) connection.close(4429, 'sockets')
      return connection
    },
    revoke: (person) => {
      review(person)
      bus.publish('revoked', JSON.stringify({ person }))
    },
    signOut: (who) => {
      signOut(who)
      bus.publish('signed-out', JSON.stringify(who))
    },
    async seal(id) {
      await store.setState(id, 'sealed')
      changedStanding(id)
    },
    async erase(ids) {
      for (const id of ids) {
        await store.erase(id)
        changedStanding(id)
      }
    },
    isReady: () => !isOverloaded() && !stop.signal.aborted,
    settled,
    async close() {
      stop.abort()
      for (const unsubscribe of heard) unsubscribe()
      for (const connection of [...connections]) connection.close(1012, 'restart')
      await flusher.close()
      await settled()
      await Promise.all([upkeep.over, ...shards.map((shard) => shard.end())])
    },
  }
}
