import { v7 } from 'uuid'
import type { Env, FaultPoint } from './env.ts'

const noFault = async () => {}

/** The world as it is, in Node and in the browser alike. `fault` is given only by a process started with faults. */
export function realEnv(fault: (point: FaultPoint) => Promise<void> = noFault): Env {
  return {
    now: () => Date.now(),
    tick: () => performance.now(),
    wait: (ms, stop) =>
      new Promise((resolve) => {
        if (stop?.aborted) return resolve()
        const done = () => {
          clearTimeout(timer)
          stop?.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        stop?.addEventListener('abort', done)
      }),
    chance: {
      uint32: () => globalThis.crypto.getRandomValues(new Uint32Array(1))[0] as number,
      bytes: (count) => globalThis.crypto.getRandomValues(new Uint8Array(count)),
      uuid7: () => v7(),
    },
    fault,
  }
}
