import type { Env } from '../model/env.ts'
import type { FactsFrame } from '../model/follow.ts'
import type { Feed } from './follower.ts'

/** How often a lane that has no socket is looked at, and how long after a failure at most, in milliseconds. */
const POLL_MS = 20_000
const RETRY_MS = 2_000
const RETRY_CAP_MS = 60_000

/** `GET /api/feed`: what a lane gained after a cursor. Rejects when there is no answer. */
export type FetchFeed = (lane: string, after: number, stop: AbortSignal) => Promise<FactsFrame>

/** Follows lanes over HTTP, for those who hold no socket (a visitor). Every round starts where the facts end. */
export type Poller = Feed & {
  /** Looks now, whatever the schedule says. */
  now(): void
  close(): void
}

export function openPoller({
  env,
  fetchFeed,
  cursor,
  facts,
  onAnswer,
}: {
  env: Env
  fetchFeed: FetchFeed
  cursor(lane: string): number
  facts(frame: FactsFrame): Promise<void>
  onAnswer(answered: boolean): void
}): Poller {
  const lanes = new Set<string>()
  const stop = new AbortController()
  let nap = new AbortController()

  const round = async (): Promise<boolean> => {
    for (const lane of [...lanes]) {
      for (;;) {
        if (stop.signal.aborted || !lanes.has(lane)) break
        try {
          const frame = await fetchFeed(lane, cursor(lane), stop.signal)
          onAnswer(true)
          const before = cursor(lane)
          await facts(frame)
          if (frame.through >= frame.head || cursor(lane) === before) break
        } catch {
          if (!stop.signal.aborted) onAnswer(false)
          return false
        }
      }
    }
    return true
  }
  const run = async () => {
    let failures = 0
    while (!stop.signal.aborted) {
      nap = new AbortController()
      failures = (await round()) ? 0 : failures + 1
      const backOff = Math.min(RETRY_CAP_MS, RETRY_MS * 2 ** failures)
      const ms = failures > 0 ? (backOff * (env.chance.uint32() % 1_000)) / 1_000 : POLL_MS
      await env.wait(ms, nap.signal)
    }
  }
  void run()

  return {
    follow(wanted) {
      for (const [lane] of wanted) lanes.add(lane)
      nap.abort()
    },
    unfollow(gone) {
      for (const lane of gone) lanes.delete(lane)
    },
    now: () => nap.abort(),
    close() {
      stop.abort()
      nap.abort()
    },
  }
}
