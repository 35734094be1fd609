import type { Standing } from '../../bench/replay/messages.ts'

/** All that a process of devices needs to know; the same in each of its lives. */
export type Fleet = {
  seed: number
  dir: string
  /** Names this life of the process in the history. */
  life: string
  store: string
  skus: string[]
  /** The door to all nodes. */
  server: string
  devices: DevicePlan[]
  /** Milliseconds from one thing that a device does to the next, on average. */
  paceMs: number
}
export type DevicePlan = { device: number; person: number }

export type Order =
  | { do: 'open'; fleet: Fleet }
  /** Shop without a pause. */
  | { do: 'work' }
  /** Do nothing new. */
  | { do: 'rest' }
  /** Open everything that was ever touched, to compare it. */
  | { do: 'rejoin' }
  | { do: 'standing' }
  /** Write the last events, and close. */
  | { do: 'final' }

export type Report =
  | { say: 'opened' }
  | { say: 'rested' }
  /** How many operations were done since the last report; a killed process does not report its last ones. */
  | { say: 'did'; operations: number }
  | Standing
  | { say: 'closed' }
