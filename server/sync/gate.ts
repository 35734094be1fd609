import type { Limits } from '../limits.ts'

/** A socket's place on this node; `leave` it once. Or why there is none, and when to try again. */
export type Entry =
  | { ok: true; leave(): void }
  | { ok: false; status: 429 | 503; retryAfterSeconds: number }

export type Gate = { enter(address: string): Entry; readonly open: number }

/** Later comers of a herd are spread over this many seconds. */
const SPREAD_SECONDS = 10

/**
 * How many sockets this node opens: at most so many of one address, in all, and a second. After a crash thousands come
 * back at once; those that are told to wait do not make the others slow.
 */
export function newGate(
  limits: Pick<Limits, 'socketsPerAddress' | 'socketsPerNode' | 'socketsPerSecond'>,
  now: () => number,
  chance: () => number = Math.random,
): Gate {
  const byAddress = new Map<string, number>()
  let open = 0
  let second = 0
  let admitted = 0

  const later = (status: 429 | 503): Entry => ({
    ok: false,
    status,
    retryAfterSeconds: 1 + Math.floor(chance() * SPREAD_SECONDS),
  })

  return {
    get open() {
      return open
    },
    enter(address) {
      const current = Math.floor(now() / 1000)
      if (current !== second) {
        second = current
        admitted = 0
      }
      const theirs = byAddress.get(address) ?? 0
      if (theirs >= limits.socketsPerAddress) return later(429)
      if (open >= limits.socketsPerNode || admitted >= limits.socketsPerSecond) return later(503)
      admitted++
      open++
      byAddress.set(address, theirs + 1)
      let left = false
      return {
        ok: true,
        leave() {
          if (left) return
          left = true
          open--
          const rest = (byAddress.get(address) ?? 1) - 1
          if (rest === 0) byAddress.delete(address)
          else byAddress.set(address, rest)
        },
      }
    },
  }
}
