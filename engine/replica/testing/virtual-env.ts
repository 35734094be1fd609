import type { Env } from '../../model/env.ts'

/** Time that stands still until it is told to move, and chance with a seed. */
export type VirtualEnv = Env & {
  /** Moves time on, waking who waits, in order; what they do is done before the next wakes. */
  pass(ms: number): Promise<void>
}

export function virtualEnv(seed = 1): VirtualEnv {
  const start = 1_700_000_000_000
  const sleepers: { at: number; wake(): void }[] = []
  let time = 0
  let state = seed >>> 0 || 1
  const uint32 = () => {
    // xorshift32 (Marsaglia, 2003)
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => (uint32() % 16).toString(16)).join('')
  return {
    now: () => start + time,
    tick: () => time,
    wait: (ms, stop) =>
      new Promise((resolve) => {
        if (stop?.aborted) return resolve()
        const sleeper = { at: time + ms, wake: resolve }
        sleepers.push(sleeper)
        stop?.addEventListener('abort', () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1)
          resolve()
        })
      }),
    chance: {
      uint32,
      bytes: (count) => Uint8Array.from({ length: count }, () => uint32() % 256),
      uuid7: () =>
        `${(start + time)
          .toString(16)
          .padStart(12, '0')
          .replace(/^(.{8})/, '$1-')}-7${hex(3)}-8${hex(3)}-${hex(12)}`,
    },
    fault: async () => {},
    async pass(ms) {
      const until = time + ms
      for (;;) {
        await settled()
        const next = sleepers.sort((a, b) => a.at - b.at)[0]
        if (!next || next.at > until) break
        sleepers.shift()
        time = Math.max(time, next.at)
        next.wake()
      }
      time = until
      await settled()
    },
  }
}

/** Everything that only waits for other promises has happened. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await Promise.resolve()
}
