import type { Described } from './resident.ts'
import type { Frame } from './stranger.ts'
import type { Peer } from './subscriber.ts'

type Waiting = { frame: Frame; described?: Described }

/**
 * Peers that hold exactly what is stored of a document: they wait for its news, and it need not be in memory for them. Each
 * leaves the frame that it would have sent, to be answered when there is something to say.
 */
export class WaitingRoom {
  readonly #waiting = new Map<string, Waiting>()

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  peers(): Peer[] {
    return [...this.#waiting.values()].map(({ frame }) => frame.peer)
  }

  enter(frame: Frame): void {
    this.#waiting.set(frame.peer.id, { frame })
  }

  /** It was found to be entitled to `described`; rights are asked for again by it. */
  admit(peer: Peer, described: Described): void {
    const waiting = this.#waiting.get(peer.id)
    if (waiting) waiting.described = described
  }

  leave(peer: Peer): void {
    this.#waiting.delete(peer.id)
  }

  /** All their frames; nobody waits any more. */
  takeFrames(): Frame[] {
    const frames = [...this.#waiting.values()].map(({ frame }) => frame)
    this.#waiting.clear()
    return frames
  }

  /** Shows out those of these who may not read any more. */
  async review(
    isConcerned: (peer: Peer) => boolean,
    isEntitled: (described: Described, peer: Peer) => Promise<boolean>,
  ): Promise<void> {
    for (const { frame, described } of [...this.#waiting.values()]) {
      const { peer } = frame
      if (!described || !isConcerned(peer) || (await isEntitled(described, peer))) continue
      this.leave(peer)
      if (peer.haat) peer.send({ type: 'access', documentId: described.id, may: 'none' })
    }
  }
}
