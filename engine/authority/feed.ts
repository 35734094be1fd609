import type { Env } from '../model/env.ts'
import { type Follower, type FollowerPort, follower } from './follower.ts'
import { feedReader, type ReadFeed } from './read-feed.ts'
import type { FactStore, LaneHead } from './store.ts'

/** Heads of followed lanes are looked up this often: what a lost hint costs at most. */
const POLL_MS = 1_000
/** Rights of followers are asked again this often, in case nobody told us that they changed. */
const RIGHTS_MS = 60_000

/** Facts on their way to devices: one for each node, shared by all its sockets and by HTTP. */
export type Feed = {
  read: ReadFeed
  /** A socket that may follow lanes; tell it what comes in, and when it is gone. */
  join(port: FollowerPort): Follower
  /** These lanes have moved. A hint, from this node's authority or from another's over the bus. */
  moved(heads: readonly LaneHead[]): void
  /** Rights of a person (of everybody, without one) changed: asks again what they may follow. */
  recheck(person?: string): void
  close(): Promise<void>
}

export function openFeed({
  env,
  store,
  onError,
}: {
  env: Env
  store: FactStore
  onError: (error: unknown) => void
}): Feed {
  const read = feedReader(store)
  const stop = new AbortController()
  const followers = new Set<Follower>()
  /** Who follows a lane, and the newest number heard of it. */
  const lanes = new Map<string, { head: number; by: Set<Follower> }>()

  function moved(heads: readonly LaneHead[]) {
    for (const [lane, head] of heads) {
      const followed = lanes.get(lane)
      if (!followed || followed.head >= head) continue
      followed.head = head
      for (const one of followed.by) one.moved(lane, head)
    }
  }

  async function look() {
    for (let turn = 1; !stop.signal.aborted; turn++) {
      await env.wait(POLL_MS, stop.signal)
      try {
        if (lanes.size > 0) moved(await store.heads([...lanes.keys()]))
      } catch (error) {
        onError(error)
      }
      if (turn % (RIGHTS_MS / POLL_MS) === 0) for (const one of followers) one.recheck()
    }
  }

  const looking = look()
  return {
    read,
    moved,
    join(port) {
      const one = follower(port, {
        env,
        read,
        onError,
        follow(lane) {
          const followed = lanes.get(lane) ?? { head: 0, by: new Set() }
          lanes.set(lane, followed)
          followed.by.add(one)
        },
        unfollow(lane) {
          const followed = lanes.get(lane)
          followed?.by.delete(one)
          if (followed?.by.size === 0) lanes.delete(lane)
        },
        left: () => followers.delete(one),
      })
      followers.add(one)
      return one
    },
    recheck(person) {
      for (const one of followers) if (person === undefined || one.person === person) one.recheck()
    },
    async close() {
      stop.abort()
      for (const one of followers) one.close()
      await looking
    },
  }
}
