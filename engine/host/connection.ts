import { createHash } from 'node:crypto'
import type { Env } from '../model/env.ts'
import { type Greeted, type Inbound, type Outbound, readFrame, writeFrame } from './frame.ts'
import type { Limits } from './limits.ts'
import type { Identity, Link } from './link.ts'
import type { Observe } from './observe.ts'
import { type Bucket, draw, newBucket } from './rate.ts'
import type { Frame } from './stranger.ts'
import type { Peer } from './subscriber.ts'
import { readSyncMessage } from './sync-message.ts'

export type Ephemeral = Extract<Inbound, { type: 'ephemeral' }>

/** Why a socket is closed: a code and a reason for its owner. */
type Fault = [code: number, reason: string] | undefined

/** What a connection needs of its host. */
export type Switchboard = {
  env: Env
  limits: Limits
  observe: Observe
  /** The host's own name and its database's, as peers see them. */
  peerId: string
  storageId: string
  /** Bytes of a person, over all their connections. */
  bytesOf(person: string): Bucket
  deliver(documentId: string, frame: Frame): void
  /** Says which of these documents are the same here; settles the peer's frame. */
  greet(peer: Peer, documents: readonly Greeted[]): void
  ephemeral(from: Connection, frame: Ephemeral): void
  left(connection: Connection): void
}

/** One authenticated socket, from `join` to close. A frame that breaks the rules closes it and touches nobody else. */
export class Connection implements Peer {
  readonly id: string
  readonly person: string
  readonly device: string
  haat = false
  isClosed = false
  readonly documents = new Set<string>()
  readonly #link: Link
  readonly #identity: Identity
  readonly #host: Switchboard
  readonly #since: number
  readonly #frames: Bucket
  readonly #ephemerals: Bucket
  #senderId: string | undefined
  #inFlight = 0
  #pauses = 0
  #overSince: number | undefined
  #slowUntil = 0
  #isSlow = false
  #fullSince: number | undefined

  constructor(host: Switchboard, link: Link, identity: Identity) {
    const { env, limits } = host
    this.#host = host
    this.#link = link
    this.#identity = identity
    this.id = identity.connection
    this.person = identity.person
    this.device = identity.device
    this.#frames = newBucket(limits.frameRate, limits.frameBurst, env.tick())
    this.#ephemerals = newBucket(limits.ephemeralRate, limits.ephemeralRate, env.tick())
    this.#since = env.tick()
  }

  receive(bytes: Uint8Array): void {
    if (this.isClosed) return
    const wrong = this.#slowDown(bytes.length) ?? this.#read(bytes)
    if (wrong) this.close(...wrong)
  }

  /** The socket is gone. */
  closed(): void {
    if (this.isClosed) return
    this.isClosed = true
    this.#host.left(this)
  }

  send(frame: Outbound | object): void {
    if (this.isClosed) return
    const { limits, peerId } = this.#host
    if (this.#link.bufferedAmount > limits.bufferClose) this.close(1013, 'does not read')
    else this.#link.send(writeFrame({ ...frame, senderId: peerId, targetId: this.#senderId }))
  }

  close(code: number, reason: string): void {
    if (this.isClosed) return
    this.#host.observe({ event: 'closed', code, reason })
    this.#link.close(code, reason)
    this.closed()
  }

  isFull(): boolean {
    return this.#link.bufferedAmount > this.#host.limits.bufferPause
  }

  settle(): void {
    this.#inFlight -= 1
    if (this.#inFlight === this.#host.limits.framesInFlight - 1) this.resume()
  }

  pause(): void {
    if (this.#pauses++ === 0 && !this.isClosed) this.#link.pause()
  }

  resume(): void {
    if (--this.#pauses === 0 && !this.isClosed) this.#link.resume()
  }

  /** Closes one that does not join, whose session is over, or that has not read for too long. Called regularly. */
  tend(): void {
    const { env, limits } = this.#host
    const tick = env.tick()
    const { until } = this.#identity
    if (this.isFull()) this.#fullSince ??= tick
    else this.#fullSince = undefined
    if (this.#senderId === undefined && tick - this.#since >= limits.joinMs)
      this.close(1008, 'no join')
    else if (until !== undefined && env.now() >= until) this.close(4401, 'session')
    else if (this.#fullSince !== undefined && tick - this.#fullSince > limits.bufferCloseMs)
      this.close(1013, 'does not read')
  }

  beat(): void {
    if (!this.haat) return
    this.send({ type: 'beat', now: this.#host.env.now() })
    this.#identity.nextTicket?.().then(
      (next) => next && this.send({ type: 'ticket', ...next }),
      // Without one the device asks, as it did the first time.
      () => undefined,
    )
  }

  /** Over its rate a socket is read more slowly; only one that stays over it is closed. */
  #slowDown(bytes: number): Fault {
    const { env, limits, bytesOf } = this.#host
    const tick = env.tick()
    const wait = Math.max(draw(this.#frames, 1, tick), draw(bytesOf(this.person), bytes, tick))
    if (wait === 0) {
      this.#overSince = undefined
      return undefined
    }
    this.#overSince ??= tick
    if (tick - this.#overSince > limits.overRateMs) return [4429, 'rate']
    this.#slowUntil = tick + wait
    if (!this.#isSlow) void this.#readLater()
    return undefined
  }

  /** One pause, however many frames were under way already. */
  async #readLater(): Promise<void> {
    const { env, limits } = this.#host
    this.#isSlow = true
    this.pause()
    for (let left = this.#wait(); left > 0 && !this.isClosed; left = this.#wait()) {
      // In short pieces, so that one that is gone is not kept until then.
      await env.wait(Math.min(left, limits.tendMs))
    }
    this.#isSlow = false
    this.resume()
  }

  #wait(): number {
    return this.#slowUntil - this.#host.env.tick()
  }

  #read(bytes: Uint8Array): Fault {
    const { limits, observe } = this.#host
    const hasJoined = this.#senderId !== undefined
    if (bytes.length > (hasJoined ? limits.frameBytes : limits.joinFrameBytes))
      return [1009, 'frame too big']
    const frame = readFrame(bytes, limits)
    if (typeof frame === 'string') return [1008, `frame: ${frame}`]
    observe({ event: 'frame', type: frame.type, bytes: bytes.length })
    if (hasJoined === (frame.type === 'join')) return [1008, hasJoined ? 'joined twice' : 'no join']
    switch (frame.type) {
      case 'join':
        return this.#join(frame)
      case 'request':
      case 'sync':
        return this.#sync(frame)
      case 'ephemeral':
        return this.#ephemeral(frame)
      case 'heads':
        return this.haat ? this.#greet(frame.documents) : [1008, 'frame: unknown']
      case 'extension': {
        const take = this.haat ? this.#identity.onExtension : undefined
        return take?.(frame.frame, (reply) => this.send(reply))
          ? undefined
          : [1008, 'frame: unknown']
      }
      default:
        return undefined
    }
  }

  #join({ senderId, haat, speaksV1 }: Extract<Inbound, { type: 'join' }>): Fault {
    this.#senderId = senderId
    if (!speaksV1) {
      this.send({ type: 'error', message: 'unsupported protocol version' })
      return [1008, 'protocol version']
    }
    this.haat = haat
    const peerMetadata = { storageId: this.#host.storageId, isEphemeral: false }
    const more = haat ? { standing: true, now: this.#host.env.now() } : {}
    this.send({ type: 'peer', selectedProtocolVersion: '1', peerMetadata, ...more })
    return undefined
  }

  /** What another peer wrote is not passed on: only relays carry for others. Nor is what comes too fast. */
  #ephemeral(frame: Ephemeral): Fault {
    const isOwn = frame.senderId === this.#senderId
    if (isOwn && draw(this.#ephemerals, 1, this.#host.env.tick()) === 0)
      this.#host.ephemeral(this, frame)
    return undefined
  }

  #greet(documents: readonly Greeted[]): Fault {
    for (const { documentId } of documents) this.documents.add(documentId)
    const fault = this.#occupy()
    if (!fault) this.#host.greet(this, documents)
    return fault
  }

  /** One more frame is being dealt with. */
  #occupy(): Fault {
    const { limits } = this.#host
    if (this.documents.size > limits.docsPerSocket) return [4429, 'documents']
    this.#inFlight += 1
    if (this.#inFlight === limits.framesInFlight) this.pause()
    return undefined
  }

  #sync(frame: Extract<Inbound, { type: 'request' | 'sync' }>): Fault {
    const { limits } = this.#host
    const message = readSyncMessage(frame.data, limits)
    if (typeof message === 'string') return [1008, `sync: ${message}`]
    this.documents.add(frame.documentId)
    const fault = this.#occupy()
    if (fault) return fault
    const digest = digestOf(frame.data)
    this.#host.deliver(frame.documentId, { peer: this, type: frame.type, message, digest })
    return undefined
  }
}

/** What is short is its own digest; hashing an acknowledgement would cost more than reading it. */
const SHORT_BYTES = 256

function digestOf(data: Uint8Array): string {
  if (data.length > SHORT_BYTES) return `#${createHash('sha256').update(data).digest('base64')}`
  return Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1')
}
