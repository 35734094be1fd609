import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'
import { type CpuClock, cpuClock } from './worker-cpu.ts'

/** Times what a worker is at, by the work it does and not by the clock on the wall. */
export type Watch = {
  /** The worker can begin; `thread` is its name, if its system tells its CPU time. */
  ready(thread: string | undefined): void
  /** A job begins, or has come a step further: it has `most` milliseconds of work to the next step. */
  step(most: number): void
  /** Nothing is being done. */
  rest(): void
  close(): void
}

/** Without a clock of its own CPU the wall's must do, and a busy machine must not condemn anybody. */
const WALL_PATIENCE = 20

/**
 * Calls `onOverdue` once when a job has cost more work than it may, or stands still: no work at all over many looks in a
 * row (looks, not minutes: after a pause of the whole machine there has been one).
 */
export function newWatch(
  { env, limits }: { env: Pick<Env, 'tick' | 'wait'>; limits: Limits },
  onOverdue: (why: string) => void,
): Watch {
  const stop = new AbortController()
  const stillLooks = limits.stillMs / limits.watchMs
  let clock: CpuClock | undefined
  let job: { most: number; since: number; seen: number; still: number } | undefined
  let isLooking = false

  const spent = () => clock?.ms() ?? env.tick() / WALL_PATIENCE

  async function look(): Promise<void> {
    isLooking = true
    for (;;) {
      await env.wait(limits.watchMs, stop.signal)
      if (!job || stop.signal.aborted) break
      const now = spent()
      job.still = now > job.seen ? 0 : job.still + 1
      job.seen = now
      if (now - job.since <= job.most && job.still < stillLooks) continue
      const why = job.still < stillLooks ? `more than ${job.most} ms of work` : 'it stood still'
      job = undefined
      onOverdue(why)
      break
    }
    isLooking = false
  }

  return {
    ready(thread) {
      clock = thread === undefined ? undefined : cpuClock(thread)
    },
    step(most) {
      const now = spent()
      job = { most, since: now, seen: now, still: 0 }
      if (!isLooking) void look()
    },
    rest() {
      job = undefined
    },
    close() {
      stop.abort()
      job = undefined
      clock?.close()
      clock = undefined
    },
  }
}
