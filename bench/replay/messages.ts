import type { ShownDocument } from '../../test/laws/rows.ts'
import type { Marks } from './device/marks.ts'
import type { DevicePlan } from './plan.ts'

/** What a process of devices is told. */
export type Order =
  | { do: 'open'; fleet: Fleet }
  /** Be online once, as whoever has just signed in. */
  | { do: 'greet' }
  /** Offline: fill and ask the carts of this round. */
  | { do: 'compose'; round: number }
  /** Come back, each a little after `at` (wall clock, ms); those who ask nothing in this round too, unless `asking`. */
  | { do: 'online'; round: number; at: number; asking?: boolean }
  | { do: 'offline' }
  /** Come back and stay. */
  | { do: 'rejoin' }
  | { do: 'standing' }
  /** Write the last events, and close. */
  | { do: 'final' }

/** All that a process of devices needs to know; the same after it was killed. */
export type Fleet = {
  seed: number
  dir: string
  /** Names this life of the process in the history. */
  life: string
  store: string
  /** The server as reached without the recorded network, for signing in and for the catalogue. */
  server: string
  devices: (DevicePlan & { link: string })[]
  /** How many milliseconds the devices' return is spread over. */
  spreadMs: number
}

/** What a process of devices says. `told` comes again after a restart. */
export type Report =
  | { say: 'opened' }
  | { say: 'greeted' }
  | { say: 'composed'; round: number }
  | { say: 'asked'; intent: string }
  | {
      say: 'told'
      intent: string
      verdict: 'accepted' | 'refused' | 'review'
      code: string
      ms?: number
      /** When each stage of its way was reached. */
      marks?: Marks
    }
  | Standing
  | { say: 'closed' }

/** What waits on a process's devices, what they show, and how far they have followed. */
export type Standing = {
  say: 'standing'
  waiting: number
  shown: ShownDocument[]
  through: { [lane: string]: number }
}
