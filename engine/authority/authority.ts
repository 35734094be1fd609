import { type BatchNews, type Deciding, decideLane } from './decide-lane.ts'
import { openReader, type Reader } from './reading.ts'

/** Lanes that one node decides at the same time; each holds a connection. */
export const LANES_AT_ONCE = 4
/** A lane that no hint spoke of is found within this. */
export const POLL_MS = 1_000
/** Most lanes that wait for their turn here; what is beyond is found by polling. */
const LANES_QUEUED = 10_000

/** A node's serial plane at work. Any number of nodes may run on one store. */
export type Authority = {
  /** There may be work in this lane. A hint: losing one costs a poll. */
  wake(lane: string): void
  /** Nothing can be written at the moment: the store's disk is full. */
  isFull(): boolean
  /** Ends after the batches that are open; nothing new is begun. */
  close(): Promise<void>
}

/** Starts deciding: lanes that are woken, else those a poll finds; after a batch a lane goes to the back. */
export function startAuthority(
  deciding: Deciding,
  { atOnce = LANES_AT_ONCE, pollMs = POLL_MS }: { atOnce?: number; pollMs?: number } = {},
): Authority {
  const { env, store, tell } = deciding
  const queue = new Set<string>()
  const running = new Map<string, Promise<void>>()
  const stop = new AbortController()
  let full = false
  const { read, ahead } = openReader(deciding.rulebook)
  const reader: Reader = {
    read,
    // While other lanes wait, there is no idle time to use, and this lane's turn is far.
    ahead: (waiting) => (isCrowded() ? undefined : ahead(waiting)),
  }

  function wake(lane: string) {
    if (!stop.signal.aborted && queue.size < LANES_QUEUED) queue.add(lane)
    begin()
  }

  function isCrowded() {
    for (const lane of queue) if (!running.has(lane)) return true
    return false
  }

  function begin() {
    for (const lane of queue) {
      if (stop.signal.aborted || running.size >= atOnce) return
      // One that is woken while it runs stays queued: what woke it may have come after its batch was read.
      if (running.has(lane)) continue
      queue.delete(lane)
      running.set(lane, run(lane))
    }
  }

  async function run(lane: string) {
    try {
      const end = await decideLane(deciding, lane, reader)
      full = end === 'full'
      if (end === 'more') queue.add(lane)
    } catch (error) {
      tell({ what: 'aborted', lane, sqlstate: 'broken', error: String(error) })
    } finally {
      running.delete(lane)
      begin()
    }
  }

  async function poll() {
    while (!stop.signal.aborted) {
      try {
        for (const lane of await store.due()) wake(lane)
      } catch (error) {
        tell({ what: 'aborted', lane: '', sqlstate: 'due', error: String(error) })
      }
      await env.wait(pollMs, stop.signal)
    }
  }

  const polling = poll()
  return {
    wake,
    isFull: () => full,
    async close() {
      stop.abort()
      await polling
      await Promise.all(running.values())
    },
  }
}

export type { BatchNews, Deciding }
