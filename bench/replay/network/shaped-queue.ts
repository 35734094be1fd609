import { chanceAt, DELIVERY_BYTES, type Trace, timeOf } from './trace.ts'

/** Bytes that wait on a link before whoever sends is held back. */
export const QUEUE_BYTES = 256 * 1024

type Waiting = { bytes: Buffer; deliver(bytes: Buffer): void }

/**
 * One direction of one device's link: bytes wait in order and leave when the trace gives a chance, 1,500 at a time;
 * chances that nobody waits for are lost. All connections of the device share it.
 */
export class ShapedQueue {
  readonly #trace: Trace
  readonly #offsetMs: number
  readonly #began = performance.now()
  #waiting: Waiting[] = []
  #bytes = 0
  /** The next chance that was not used yet. */
  #next = 0
  #timer: NodeJS.Timeout | undefined
  #held: (() => void)[] = []

  constructor(trace: Trace, offsetMs: number) {
    this.#trace = trace
    this.#offsetMs = offsetMs
  }

  get isFull(): boolean {
    return this.#bytes >= QUEUE_BYTES
  }

  /** Called once there is room again. */
  whenRoom(then: () => void): void {
    this.#held.push(then)
  }

  send(bytes: Buffer, deliver: (bytes: Buffer) => void): void {
    if (this.#bytes === 0) this.#next = Math.max(this.#next, chanceAt(this.#trace, this.#now()))
    this.#waiting.push({ bytes, deliver })
    this.#bytes += bytes.length
    this.#wake()
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#waiting = []
    this.#bytes = 0
  }

  #now(): number {
    return performance.now() - this.#began + this.#offsetMs
  }

  #wake(): void {
    if (this.#timer || this.#bytes === 0) return
    const ms = timeOf(this.#trace, this.#next) - this.#now()
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        this.#deliver()
        this.#wake()
      },
      Math.max(0, Math.ceil(ms)),
    )
  }

  #deliver(): void {
    const now = this.#now()
    while (this.#bytes > 0 && timeOf(this.#trace, this.#next) <= now) {
      this.#next++
      this.#leave(DELIVERY_BYTES)
    }
    if (this.isFull) return
    for (const then of this.#held.splice(0)) then()
  }

  #leave(room: number): void {
    for (let left = room; left > 0 && this.#bytes > 0; ) {
      const first = this.#waiting[0] as Waiting
      const part = first.bytes.subarray(0, left)
      left -= part.length
      this.#bytes -= part.length
      if (part.length === first.bytes.length) this.#waiting.shift()
      else first.bytes = first.bytes.subarray(part.length)
      first.deliver(part)
    }
  }
}
