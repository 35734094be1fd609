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
} & State

export type State =
  | { at: 'update'; least: number }
  | { at: 'sign-in'; why: 'visitor' | 'expired' | 'revoked' | 'suspended' }
  | { at: 'full'; freeBytes: number }
  | { at: 'late' }
  | { at: 'offline'; why: 'no-network' | 'no-answer' }
  | { at: 'weak'; rttMs: number }
  | { at: 'catching-up'; left: number }
  | { at: 'sending' }
  | { at: 'live' }

/** Silence after which a device calls itself offline, in milliseconds. */
export const NO_ANSWER_MS = 3_000
/** A slower answer than this is a slow network. */
export const WEAK_RTT_MS = 1_500
/** Work that waits longer than this while there is an answer, or longer than `LATE_EVER_MS` at all, is late. */
export const LATE_ONLINE_MS = 15 * 60_000
export const LATE_EVER_MS = 12 * 3_600_000

/** What a device has noticed of its exchanges; everything that the status is made of. */
export type Seen = {
  pending: number
  oldest?: Instant
  session: 'good' | 'visitor' | 'expired' | 'revoked' | 'suspended'
  /** The server speaks only newer versions than this one. */
  least?: number
  /** Storage refused to grow, with this much left. */
  freeBytes?: number
  /** What the operating system says of the network; only a no is believed. */
  network: boolean
  /** Since when something was asked (or a connection tried) and nothing came back. */
  unansweredSince?: Instant
  rttMs?: number
  /** Facts that the server has spoken of and that are not here yet. */
  left: number
}

/** The status of a device, and when it could change by time alone. */
export function stateOf(seen: Seen, now: Instant): { state: State; check?: Instant } {
  const { oldest, unansweredSince, rttMs } = seen
  const noAnswerAt = unansweredSince === undefined ? undefined : unansweredSince + NO_ANSWER_MS
  const noAnswer = noAnswerAt !== undefined && now >= noAnswerAt
  const offline = !seen.network || noAnswer
  const lateAt =
    oldest === undefined ? undefined : oldest + (offline ? LATE_EVER_MS : LATE_ONLINE_MS)

  const state = ((): State => {
    if (seen.least !== undefined) return { at: 'update', least: seen.least }
    if (seen.session !== 'good' && seen.session !== 'visitor')
      return { at: 'sign-in', why: seen.session }
    if (seen.freeBytes !== undefined) return { at: 'full', freeBytes: seen.freeBytes }
    if (lateAt !== undefined && now >= lateAt && seen.session === 'good') return { at: 'late' }
    if (!seen.network) return { at: 'offline', why: 'no-network' }
    if (noAnswer) return { at: 'offline', why: 'no-answer' }
    if (rttMs !== undefined && rttMs > WEAK_RTT_MS) return { at: 'weak', rttMs }
    if (seen.left > 0) return { at: 'catching-up', left: seen.left }
    // A visitor's cart waits for a sign-in and for nothing else; a visitor who browses lacks nothing.
    if (seen.session === 'visitor')
      return seen.pending > 0 ? { at: 'sign-in', why: 'visitor' } : { at: 'live' }
    return seen.pending > 0 ? { at: 'sending' } : { at: 'live' }
  })()

  const checks = [noAnswerAt, lateAt].filter((at) => at !== undefined && at > now)
  return checks.length > 0 ? { state, check: Math.min(...(checks as Instant[])) } : { state }
}
