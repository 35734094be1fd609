/** Milliseconds since 1970 by some clock; whose clock it is stands in the name of the value. */
export type Instant = number

/**
 * Where a fault can be set, in the order of one intent's path. K17 is where a server has sent facts and where a device has
 * got them and stored neither them nor its cursor; K18 is on the device, which has stored both and trimmed nothing yet.
 */
export type FaultPoint =
  | 'K0'
  | 'K1'
  | 'K2'
  | 'K3'
  | 'K4'
  | 'K5'
  | 'K6'
  | 'K7'
  | 'K8'
  | 'K9'
  | 'K10'
  | 'K11'
  | 'K12'
  | 'K13'
  | 'K14'
  | 'K15'
  | 'K16'
  | 'K17'
  | 'K18'

/**
 * All that the engine takes from the world besides its links and stores. The same code runs on the real one
 * (`real-env.ts`) and in simulation, where time is virtual and chance has a seed.
 */
export type Env = {
  /** Wall clock, in milliseconds since 1970. May step back. */
  now(): Instant
  /** Monotonic clock, in milliseconds from an arbitrary start. Never steps back. */
  tick(): number
  /** Resolves after `ms`, or at once when `stop` is aborted; never rejects. */
  wait(ms: number, stop?: AbortSignal): Promise<void>
  chance: Chance
  /** A named place where a test may kill, throw, delay or hang; does nothing unless faults are configured. */
  fault(point: FaultPoint): Promise<void>
}

export type Chance = {
  /** A whole number in [0, 2^32). */
  uint32(): number
  bytes(count: number): Uint8Array
  /** A UUIDv7 (RFC 9562): ordered by the wall clock, unique by chance. */
  uuid7(): string
}
