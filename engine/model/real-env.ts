import { v7 } from 'uuid'
import type { Env, FaultPoint } from './env.ts'

const noFault = async () => {}

/** A timer for longer than this would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1

/** The world as it is, in Node and in the browser alike. `fault` is given only by a process started with faults. */
export function realEnv(fault: (point: FaultPoint) => Promise<void> = noFault): Env {
  return {
    now: () => Date.now(),
    tick: () => performance.now(),
    async wait(ms, stop) {
      let left = ms
      for (; left > LONGEST_TIMER && !stop?.aborted; left -= LONGEST_TIMER) {
        await timer(LONGEST_TIMER, stop)
      }
      await timer(left, stop)
    },
    chance: {
      uint32: () => globalThis.crypto.getRandomValues(new Uint32Array(1))[0] as number,
      bytes: (count) => globalThis.crypto.getRandomValues(new Uint8Array(count)),
      uuid7: () => v7(),
    },
    fault,
  }
}

const timer = (ms: number, stop?: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (stop?.aborted) return resolve()
    const done = () => {
      clearTimeout(running)
      stop?.removeEventListener('abort', done)
      resolve()
    }
    const running = setTimeout(done, ms)
    stop?.addEventListener('abort', done)
  })
