import type { Instant } from '../model/env.ts'

/** What a device can say of itself in one word; the first that holds, from the top. Only real exchanges decide. */
export type Status = {
  since: Instant
  /** Edits and intents that the server does not have yet. */
  pending: number
  /** Reviews that wait for this person. */
  choices: number
  newVersion: boolean
  oldest?: Instant
  syncedAt?: Instant
} & (
  | { at: 'update'; least: number }
  | { at: 'sign-in'; why: 'visitor' | 'expired' | 'revoked' | 'suspended' }
  | { at: 'full'; freeBytes: number }
  | { at: 'late' }
  | { at: 'offline'; why: 'no-network' | 'no-answer' }
  | { at: 'weak'; rttMs: number }
  | { at: 'catching-up'; left: number }
  | { at: 'sending' }
  | { at: 'live' }
)
