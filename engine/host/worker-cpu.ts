import { closeSync, openSync, readlinkSync, readSync } from 'node:fs'

/** How long a thread has been at work, in milliseconds of CPU from an arbitrary start. */
export type CpuClock = { ms(): number; close(): void }

/** A name by which other threads of this process find this one's clock; undefined where the system has none. */
export function threadName(): string | undefined {
  try {
    return readlinkSync('/proc/thread-self')
  } catch {
    return undefined
  }
}

const NANOSECONDS = 1e6

/**
 * The CPU time of one thread as Linux counts it (`/proc/…/schedstat`, nanoseconds on a CPU): what others take of a busy
 * machine is not in it. Undefined where it cannot be read.
 */
export function cpuClock(thread: string): CpuClock | undefined {
  try {
    const file = openSync(`/proc/${thread}/schedstat`, 'r')
    const line = Buffer.alloc(100)
    let last = Number.NaN
    const ms = () => {
      last = msIn(file, line) ?? last
      return last
    }
    if (Number.isFinite(ms())) return { ms, close: () => closeSync(file) }
    closeSync(file)
    return undefined
  } catch {
    return undefined
  }
}

/** Nothing once the thread is gone, which may be a moment before anybody is told: it has done what it did. */
function msIn(file: number, line: Buffer): number | undefined {
  try {
    const length = readSync(file, line, 0, line.length, 0)
    const nanoseconds = Number.parseInt(line.toString('latin1', 0, length), 10)
    return Number.isFinite(nanoseconds) ? nanoseconds / NANOSECONDS : undefined
  } catch {
    return undefined
  }
}
