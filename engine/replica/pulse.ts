import type { Env, Instant } from '../model/env.ts'
import { type Seen, type Status, stateOf } from './status.ts'

/** Keeps what was seen of the exchanges, and says when the status it adds up to has changed. */
export type Pulse = {
  see(news: { [K in keyof Seen]?: Seen[K] | undefined }): void
  /** Something was heard from the server. */
  heard(): void
  seen(): Readonly<Seen>
  status(): Status
  close(): void
}

export function openPulse({
  env,
  session,
  syncedAt,
  choices,
  changed,
}: {
  env: Env
  session: Seen['session']
  syncedAt: Instant | undefined
  choices(): number
  changed(): void
}): Pulse {
  let seen: Seen = { pending: 0, session, network: true, left: 0 }
  let since = env.now()
  let synced = syncedAt
  let shown = ''
  let state = stateOf(seen, since).state
  let alarm = new AbortController()
  let alarmAt: Instant | undefined

  const look = () => {
    const now = env.now()
    const next = stateOf(seen, now)
    if (next.state.at !== state.at) since = now
    state = next.state
    if (next.check !== alarmAt) {
      alarm.abort()
      alarm = new AbortController()
      alarmAt = next.check
      if (next.check !== undefined) void ring(next.check - now, alarm.signal)
    }
    const text = JSON.stringify([state, seen.pending, seen.oldest, choices()])
    if (text === shown) return
    shown = text
    changed()
  }
  const ring = async (ms: number, stop: AbortSignal) => {
    await env.wait(ms, stop)
    if (stop.aborted) return
    alarmAt = undefined
    look()
  }

  return {
    see(news) {
      // What is given as undefined is no longer so.
      const merged = Object.entries({ ...seen, ...news }).filter(([, value]) => value !== undefined)
      seen = Object.fromEntries(merged) as unknown as Seen
      look()
    },
    heard() {
      if (seen.pending === 0 && seen.left === 0) synced = env.now()
      if (seen.unansweredSince === undefined) return
      const { unansweredSince: _, ...rest } = seen
      seen = rest
      look()
    },
    seen: () => seen,
    status: () => ({
      since,
      pending: seen.pending,
      choices: choices(),
      newVersion: false,
      ...(seen.oldest !== undefined && { oldest: seen.oldest }),
      ...(synced !== undefined && { syncedAt: synced }),
      ...state,
    }),
    close: () => alarm.abort(),
  }
}
