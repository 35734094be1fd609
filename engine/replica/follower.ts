import { type FactItem, type FactsFrame, FOLLOWED_LANES } from '../model/follow.ts'
import type { Lanes } from './lanes.ts'

/** What carries the questions and the facts: the socket's frames, or polling over HTTP. */
export type Feed = {
  /** Asks for these lanes from these cursors. Nothing happens while there is no connection. */
  follow(lanes: [lane: string, cursor: number][]): void
  unfollow(lanes: string[]): void
}

/**
 * Keeps lanes fresh: asks for them from where their facts end, takes frames one after the other, and asks again where a
 * frame leaves a gap.
 */
export type Follower = {
  follow(lane: string): Promise<void>
  unfollow(lane: string): void
  followed(): readonly string[]
  /** A connection is there: everything followed is asked for. */
  connected(feed: Feed): Promise<void>
  disconnected(): void
  facts(frame: FactsFrame): Promise<void>
  refused(lane: string): void
  /** Facts that the server has spoken of and that are not here yet. */
  left(): number
}

export function openFollower({
  lanes,
  take,
}: {
  lanes: Lanes
  /** Stores and folds a frame; `gap` if facts are missing before it. */
  take(frame: FactsFrame): Promise<FactItem[] | 'gap'>
}): Follower {
  const followed = new Set<string>()
  /** Lanes asked for again after a gap: what comes before the answer is skipped. */
  const mending = new Set<string>()
  let feed: Feed | undefined
  let frames: Promise<void> = Promise.resolve()

  const receive = async (frame: FactsFrame) => {
    if (!followed.has(frame.lane)) return
    if ((await take(frame)) !== 'gap') {
      mending.delete(frame.lane)
      return
    }
    if (mending.has(frame.lane)) return
    mending.add(frame.lane)
    feed?.unfollow([frame.lane])
    feed?.follow([[frame.lane, lanes.cursor(frame.lane)]])
  }

  return {
    async follow(lane) {
      if (followed.has(lane)) return
      if (followed.size >= FOLLOWED_LANES) {
        const [, second] = followed
        if (second) this.unfollow(second)
      }
      followed.add(lane)
      await lanes.load(lane)
      feed?.follow([[lane, lanes.cursor(lane)]])
    },
    unfollow(lane) {
      if (followed.delete(lane)) feed?.unfollow([lane])
    },
    followed: () => [...followed],
    async connected(next) {
      await Promise.all([...followed].map((lane) => lanes.load(lane)))
      feed = next
      mending.clear()
      if (followed.size > 0) feed.follow([...followed].map((lane) => [lane, lanes.cursor(lane)]))
    },
    disconnected() {
      feed = undefined
    },
    facts(frame) {
      frames = frames.then(() => receive(frame))
      return frames
    },
    refused(lane) {
      followed.delete(lane)
    },
    left: () =>
      [...followed].reduce((sum, lane) => {
        const view = lanes.view(lane)
        return sum + Math.max(0, view.head - view.through)
      }, 0),
  }
}
