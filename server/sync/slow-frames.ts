import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** While a frame is under way, so many bytes of it must come in so many milliseconds: what the slowest network carries. */
const WINDOW_MS = 15_000
const LEAST_BYTES = 1_024

export type SlowFrames = {
  watch(ws: WebSocket, raw: Duplex): void
  /** Ends those whose frame has all but stopped. Called now and then. */
  sweep(): void
}

/**
 * Whoever sends a frame a byte at a time holds its buffer for ever. A socket that says nothing is not slow, and one that
 * we have paused is not to blame.
 */
export function newSlowFrames(now: () => number): SlowFrames {
  const underWay = new Map<WebSocket, { since: number; bytes: number }>()
  return {
    watch(ws, raw) {
      // Before `ws` reads the same bytes: what it finds complete is then no longer under way.
      raw.prependListener('data', (chunk: Buffer) => {
        const frame = underWay.get(ws)
        if (frame) frame.bytes += chunk.length
        else underWay.set(ws, { since: now(), bytes: chunk.length })
      })
      const isComplete = () => void underWay.delete(ws)
      for (const event of ['message', 'ping', 'pong', 'close']) ws.on(event, isComplete)
    },
    sweep() {
      const at = now()
      for (const [ws, frame] of underWay) {
        const isEven = ws.isPaused || frame.bytes >= LEAST_BYTES
        if (at - frame.since < WINDOW_MS) continue
        if (isEven) underWay.set(ws, { since: at, bytes: 0 })
        else ws.terminate()
      }
    },
  }
}
