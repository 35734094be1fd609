import type { Role } from './access.ts'
import type { HostContext } from './context.ts'
import { exchange, sendAll } from './exchange.ts'
import type { Incoming } from './judge.ts'
import { isNoted } from './nod.ts'
import {
  type Absent,
  catchUp,
  chargeOf,
  type Described,
  loadResident,
  type Resident,
} from './resident.ts'
import { giveRole, roleOf, sendAway } from './role-of.ts'
import { ShardDied } from './shard-handle.ts'
import { type Frame, newStrangers, type Strangers } from './stranger.ts'
import {
  canHearAgain,
  closeIfOverdue,
  hearersOf,
  type Peer,
  type Subscriber,
  silentOf,
  startAnew,
  welcome,
} from './subscriber.ts'
import { blame, clear, type Suspects } from './suspects.ts'
import { isAhead, isFilled, putBack, type Queued, takeBatch, takeFrame } from './take-frame.ts'
import { newTurns } from './turns.ts'
import { WaitingRoom } from './waiting-room.ts'

/**
 * One document of the host: everything that happens to it passes through its queue, one thing at a time. It may be
 * resident or not; its subscribers stay either way.
 */
export class HostedDocument {
  readonly id: string
  /** Who needs nothing of it but news. */
  readonly waiting = new WaitingRoom()
  readonly #ctx: HostContext
  readonly #subs = new Map<string, Subscriber>()
  readonly #strangers: Strangers
  #frames: Queued[] = []
  readonly #suspects: Suspects = new Set()
  /** What is being tried in the shard just now, if anything is. */
  #tried: Incoming[] | undefined
  readonly turns = newTurns((error) => this.#fail(error))
  #resident: Resident | undefined
  /** What it is, once it has been seen: known even when it is not in memory. */
  #described: Described | undefined
  usedAt: number
  /** The version that its subscribers here have been told. */
  told = 0
  /** As far as is known here; the store knows better. */
  isSealed = false

  constructor(ctx: HostContext, id: string) {
    this.id = id
    this.#ctx = ctx
    this.#strangers = newStrangers(ctx, id)
    this.usedAt = ctx.env.tick()
  }

  get charge(): number {
    return this.#resident ? chargeOf(this.#resident) : 0
  }

  get isFollowed(): boolean {
    return this.#subs.size > 0 || !this.waiting.isEmpty
  }

  /** Nothing here is worth keeping: no state, nobody, nothing to do. */
  get isIdle(): boolean {
    return !(this.isFollowed || this.#resident || this.turns.isBusy()) && this.#strangers.isEmpty()
  }

  subscriber(peer: Peer): Subscriber | undefined {
    return this.#subs.get(peer.id)
  }

  subscribers(): IterableIterator<Subscriber> {
    return this.#subs.values()
  }

  peers(): Peer[] {
    return [...[...this.#subs.values()].map((sub) => sub.peer), ...this.waiting.peers()]
  }

  /** Somebody was told that this is the newest. */
  sawVersion(version: number): void {
    if (!this.#resident && this.told === 0) this.told = version
  }

  /** There is news: whoever waits is answered as if it had just spoken, also who was greeted before the commit. */
  takeInWaiting(): void {
    if (this.waiting.isEmpty) return
    const frames = this.waiting.takeFrames()
    this.#frames.unshift(...frames.map((frame) => ({ ...frame, done: 0, isGreeting: true })))
    this.turns.once('frames', () => this.#answerBatch())
  }

  deliver(frame: Frame): void {
    this.usedAt = this.#ctx.env.tick()
    if (isNoted(this.#ctx, frame, this.#resident, this.#subs)) return
    this.waiting.leave(frame.peer)
    if (frame.message.changes.length > 0) this.takeInWaiting()
    this.#frames.push({ ...frame, done: 0 })
    this.turns.once('frames', () => this.#answerBatch())
  }

  leave(peer: Peer): void {
    this.waiting.leave(peer)
    this.#subs.delete(peer.id)
    this.#strangers.leave(peer)
    this.#frames = this.#frames.filter((frame) => frame.peer !== peer)
    void this.turns.take(async () => this.#resident?.shard.leave(this.id, peer.id))
  }

  /** Another node may have written: look, and pass on what is new. */
  lookForNews(): void {
    this.turns.once('news', async () => {
      if (!this.#resident && !this.isFollowed) return
      const resident = await this.#load()
      if (typeof resident === 'string') return this.takeInWaiting()
      await this.#catchUp(resident)
      if (resident.version <= this.told) return
      this.takeInWaiting()
      await this.#pass(resident)
    })
  }

  /** Somebody, here or elsewhere, may have sealed it, put it away or erased it. */
  reconsider(): void {
    this.turns.once('standing', async () => {
      if (this.#resident?.unstored) return
      const standing = (await this.#ctx.store.versions([this.id])).get(this.id)
      if (!standing) return this.#withdraw()
      const { isSealed } = standing
      for (const one of [this, this.#resident, this.#described]) if (one) one.isSealed = isSealed
      void this.reviewAccess(() => true)
    })
  }

  /** It is for nobody any more: everybody leaves it, and it leaves the memory. */
  async #withdraw(): Promise<void> {
    const peers = this.peers()
    await this.#resident?.shard.close(this.id)
    this.lose()
    this.#described = undefined
    this.told = 0
    this.#subs.clear()
    this.waiting.takeFrames()
    for (const peer of peers) sendAway(peer, this.id)
  }

  /** What regular care needs: held changes that wait too long, peers that can hear again, notes that have aged. */
  tend(): void {
    const { env, limits } = this.#ctx
    this.#strangers.tend()
    for (const sub of this.#subs.values()) closeIfOverdue(sub, env.tick(), limits)
    if (![...this.#subs.values()].some(canHearAgain)) return
    this.turns.once('behind', async () => {
      const resident = await this.#load()
      if (typeof resident !== 'string')
        await this.#tell(resident, [...this.#subs.values()].filter(canHearAgain))
    })
  }

  /** Rights may have changed: asks again for these peers. */
  reviewAccess(isConcerned: (peer: Peer) => boolean): Promise<void> {
    return this.turns.take(async () => {
      const mayRead = async (document: Described, peer: Peer) =>
        (await roleOf(this.#ctx, document, peer)) !== 'none'
      await this.waiting.review(isConcerned, mayRead)
      const described = this.#described
      if (!described) return
      for (const sub of [...this.#subs.values()].filter(({ peer }) => isConcerned(peer))) {
        await this.#setRole(sub, await roleOf(this.#ctx, described, sub.peer))
      }
    })
  }

  /** Out of memory, if nobody is in the middle of something. Writes nothing; the next exchange of each peer starts anew. */
  evict(): void {
    this.turns.once('evict', async () => {
      const isHolding = [...this.#subs.values()].some((sub) => sub.held.changes.size > 0)
      if (!this.#resident || this.#frames.length > 0 || isHolding) return
      await this.#resident.shard.close(this.id)
      this.lose()
      this.#ctx.observe({ event: 'evicted', document: this.id })
    })
  }

  settled(): Promise<void> {
    return this.turns.settled()
  }

  /** What its shard knew is gone. */
  lose(): void {
    this.#resident = undefined
    for (const sub of this.#subs.values()) startAnew(sub)
  }

  async #answerBatch(): Promise<void> {
    let frames: Queued[] = []
    const take = () => takeBatch(this.#frames, this.#batchChanges)
    try {
      await this.#ctx.env.fault('K0')
      // What comes while the shard is at work for others is tried, stored and told together.
      await this.#ctx.shardFor(this.id).room()
      const loaded = await this.#load()
      frames = take()
      await this.#answer(loaded, frames)
    } catch (error) {
      await this.#fail(error)
      if (frames.length === 0) frames = take()
      for (const frame of frames) {
        frame.isReached = true
        frame.done = frame.message.changes.length
        frame.peer.close(4409, 'come again')
      }
    }
    putBack(this.#frames, frames)
    if (this.#frames.length > 0) this.turns.once('frames', () => this.#answerBatch())
  }

  /** While something is suspected of having killed a shard, everything is tried alone. */
  get #batchChanges(): number {
    return this.#suspects.size > 0 ? 1 : this.#ctx.limits.batchChanges
  }

  async #answer(loaded: Resident | Absent, frames: Queued[]): Promise<void> {
    let resident: Resident | undefined = typeof loaded === 'string' ? undefined : loaded
    const room = { changes: this.#batchChanges, ops: this.#ctx.limits.batchOps }
    const batch = { incoming: [] as Incoming[], room }
    for (const frame of frames) {
      if (isFilled(batch)) break
      frame.isReached = true
      if (frame.peer.isClosed) {
        frame.done = frame.message.changes.length
        continue
      }
      let sub = resident && (await this.#subscribe(resident, frame.peer))
      if (!sub && loaded === 'closed')
        frame.peer.send({ type: 'doc-unavailable', documentId: this.id })
      else if (!sub) {
        const made = await this.#strangers.answer(frame, resident !== undefined)
        const founded = made && this.#keep(made)
        resident = founded ?? resident
        sub = founded && (await this.#subscribe(founded, frame.peer))
      }
      if (resident && sub) await takeFrame(this.#ctx, resident, sub, frame, batch)
      else frame.done = frame.message.changes.length
    }
    if (resident && batch.incoming.length > 0) await this.#exchange(resident, batch.incoming)
  }

  async #exchange(resident: Resident, incoming: Incoming[]): Promise<void> {
    const { limits, observe } = this.#ctx
    if (isAhead(resident, incoming)) await this.#catchUp(resident)
    for (let losses = 0; losses < limits.casLosses; losses++) {
      const batch = { incoming, subs: this.#subs, told: this.told }
      const outcome = await this.#try(incoming, () => exchange(this.#ctx, resident, batch))
      clear(this.#suspects, incoming)
      if (outcome === 'done') {
        this.told = resident.version
        // Not only what was written here: it may have been loaded newer than who waits was told.
        if (resident.version > batch.told) this.takeInWaiting()
        return
      }
      observe({ event: 'cas-lost', document: this.id })
      if (await this.#catchUp(resident)) await this.#tell(resident, silentOf(this.#subs, incoming))
    }
    for (const { sub } of incoming) sub.peer.close(1013, 'others were faster too often')
  }

  #catchUp(resident: Resident): Promise<boolean> {
    return this.#try([], () => catchUp(this.#ctx, resident))
  }

  /** Work in the shard; if it throws, `#fail` finds what was being tried. */
  async #try<T>(incoming: Incoming[], work: () => Promise<T>): Promise<T> {
    this.#tried = incoming
    const result = await work()
    this.#tried = undefined
    return result
  }

  /** Passes on what other nodes wrote; what was held for want of it may come in now. */
  async #pass(resident: Resident): Promise<void> {
    const subs = [...this.#subs.values()]
    if (subs.some((sub) => sub.held.changes.size > 0)) return this.#exchange(resident, [])
    await this.#tell(resident, subs)
    this.told = resident.version
  }

  async #load(): Promise<Resident | Absent> {
    if (this.#resident) return this.#resident
    const loaded = await loadResident(this.#ctx, this.id)
    return typeof loaded === 'string' ? loaded : this.#keep(loaded)
  }

  #keep(resident: Resident): Resident {
    const { id, sort, about, isSealed } = resident
    this.#resident = resident
    this.#described = { id, sort, about, isSealed }
    this.isSealed = isSealed
    return resident
  }

  async #subscribe(resident: Resident, peer: Peer): Promise<Subscriber | undefined> {
    const known = this.#subs.get(peer.id)
    const role = await roleOf(this.#ctx, resident, peer)
    if (known) return (await this.#setRole(known, role)) ? known : undefined
    if (role === 'none' || peer.isClosed) return undefined
    this.#strangers.leave(peer)
    return welcome(this.#subs, this.id, { peer, role })
  }

  /** False when the peer is no subscriber any more. */
  async #setRole(sub: Subscriber, role: Role): Promise<boolean> {
    if (role === 'none' && this.#subs.delete(sub.peer.id))
      await this.#resident?.shard.leave(this.id, sub.peer.id)
    return giveRole(sub, role, this.id)
  }

  /** Tells these peers what is new. */
  async #tell(resident: Resident, subs: Subscriber[]): Promise<void> {
    const outgoing = await this.#try([], () => resident.shard.commit(this.id, hearersOf(subs)))
    sendAll(resident, this.#subs, outgoing)
  }

  /**
   * Something broke: nobody in it was told anything. If the shard had a part in it, the document in memory is not what it
   * was; if only the database or the rights could not be asked, it stays readable.
   */
  async #fail(error: unknown): Promise<void> {
    this.#ctx.observe({ event: 'document-failed', document: this.id, error: String(error) })
    const tried = this.#tried
    this.#tried = undefined
    if (error instanceof ShardDied) {
      this.lose()
      if (error.guilty) await blame(this.#ctx, this.id, this.#suspects, tried ?? [])
    } else if (tried) {
      await this.#resident?.shard.close(this.id).catch(() => undefined)
      this.lose()
    }
  }
}
