import { createSignal } from 'solid-js'
import type { Instant } from '../../engine/model/env.ts'
import type { Live } from '../bind/live.ts'
import { env, nowish } from './env.ts'

/** Clocks further apart than this mislead whoever reads them, in milliseconds. */
export const FAR_MS = 5 * 60_000

const [offset, setOffset] = createSignal(0)

/** Takes over what the connection has learnt of the server's clock; asked again whenever the status moves. */
export function learnClock(live: Live): void {
  live.status()
  setOffset(Math.round(live.replica.serverNow() - env.now()))
}

/** Now by the shop's clock, to about a minute: opening hours and promises are told by it. */
export const shopNow = (): Instant => nowish() + offset()

/** How far this phone's clock is ahead of the server's as last learnt; negative: behind. Undefined: near enough. */
export const clockAhead = (): number | undefined =>
  Math.abs(offset()) > FAR_MS ? -offset() : undefined

const started = { wall: env.now(), tick: env.tick() }

/**
 * The times it may be, if this phone cannot know: without a network, after its clock went back. (A clock that went
 * forward looks like a phone that slept.) An order saved now would wait by a time that is not the shop's.
 */
export function doubtfulTimes(live: Live): Instant[] {
  if (live.status().at !== 'offline') return []
  const now = env.now()
  const heard = [
    live.status().syncedAt ?? 0,
    ...live.items().map(({ askedAt }) => askedAt),
    started.wall + env.tick() - started.tick,
  ]
  return possibleTimes({ now, server: live.replica.serverNow(), heard })
}

/** The candidates, once what this device has seen before lies in the future; none while its clock only went on. */
export function possibleTimes({
  now,
  server,
  heard,
}: {
  /** By this phone's clock, and by the server's as last learnt. */
  now: Instant
  server: Instant
  /** Moments that have passed, by this phone's clock. */
  heard: readonly Instant[]
}): Instant[] {
  if (Math.max(0, ...heard) <= now + FAR_MS) return []
  return Math.abs(server - now) > FAR_MS ? [now, server] : [now]
}
