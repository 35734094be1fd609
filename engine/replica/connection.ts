import type { Instant } from '../model/env.ts'
import type { Follower } from './follower.ts'
import type { RefusedFrame, ServerFrame } from './frames.ts'
import type { Lanes } from './lanes.ts'
import type { Dial, Line, LineNews, openLine, Ticket } from './line.ts'
import type { ReplicaOptions, Signal } from './open.ts'
import type { Tries } from './outbox.ts'
import { openPoller } from './poll.ts'
import type { Pulse } from './pulse.ts'

/** A tab that nobody looks at lets go of its socket after this long, in milliseconds. */
const HIDDEN_MS = 5 * 60_000
/** On the next start, the last exchange that was stored is at most this much older than the last there was, in milliseconds. */
const NOTE_MS = 60_000
/** What the way of a frame makes of two clocks is less than this, in milliseconds. */
const CLOCK_MOVED_MS = 2_000

export type UplinkOptions = {
  /** Fetches `line.ts`; not part of the first paint. */
  load(): Promise<{ openLine: typeof openLine }>
  dial: Dial
  ticket(): Promise<Ticket>
}

/** What carries this device's exchanges: a socket for somebody who signed in, HTTP for a visitor, or nothing. */
export type Connection = {
  /** The line, once its code is here. */
  readonly line: Promise<Line> | undefined
  tries(): Tries
  /** Server time minus this device's clock, in milliseconds. */
  clockOffset(): number
  signal(signal: Signal): void
  now(): void
  close(): Promise<void>
}

type Room = {
  options: ReplicaOptions
  peerId: string
  follower: Follower
  lanes: Lanes
  pulse: Pulse
  clockOffset: number
  onConnected(): void
  /** The server's clock is further from this device's than was known. */
  onClock(): void
  onRefused(frame: RefusedFrame): void
}

export function connect(room: Room): Connection {
  return room.options.uplink ? overSocket(room, room.options.uplink) : overHttp(room)
}

function overSocket(
  { options, peerId, follower, pulse, clockOffset, onConnected, onClock, onRefused }: Room,
  uplink: UplinkOptions,
): Connection {
  const { env, store } = options
  const stop = new AbortController()
  let line: Line | undefined
  let offset = clockOffset
  let hidden = new AbortController()
  let noted = Number.NEGATIVE_INFINITY

  /** Whoever shows times is told when they move. */
  const learn = (heard: number) => {
    const moved = Math.abs(heard - offset) > CLOCK_MOVED_MS
    offset = heard
    if (moved) onClock()
  }
  const frame = (heard: ServerFrame) => {
    switch (heard.type) {
      case 'facts':
        void follower.facts(heard)
        break
      case 'lane-refused':
        follower.refused(heard.lane)
        break
      case 'beat':
        learn(heard.now - env.now())
        break
      case 'refused':
        onRefused(heard)
        break
    }
  }
  const hear = (news: LineNews) => {
    switch (news.news) {
      case 'asked':
        return pulse.see({ unansweredSince: pulse.seen().unansweredSince ?? news.at })
      case 'heard':
        pulse.heard()
        return noteNow()
      case 'open':
        pulse.see({ session: 'good', rttMs: news.rttMs, unansweredSince: undefined })
        if (news.peer.now !== undefined) learn(news.peer.now - env.now())
        onConnected()
        void follower.connected({
          follow: (lanes) => void line?.send({ type: 'follow', lanes }, true),
          unfollow: (lanes) => void line?.send({ type: 'unfollow', lanes }),
        })
        return
      case 'down':
        pulse.see({ rttMs: undefined })
        follower.disconnected()
        remember()
        return
      case 'no-ticket':
        pulse.see({ unansweredSince: undefined })
        if (news.ticket.no === 'update') pulse.see({ least: news.ticket.least })
        else pulse.see({ session: news.ticket.no })
        return
      case 'frame':
        return frame(news.frame)
    }
  }
  /** A page that is killed says no word before: now and then is soon enough. */
  const noteNow = () => {
    const { syncedAt } = pulse.status()
    if (syncedAt !== undefined && syncedAt - noted >= NOTE_MS) remember()
  }
  const remember = () => {
    const { syncedAt } = pulse.status()
    noted = syncedAt ?? noted
    // Only what a person reads on the next start hangs on it: losing it loses nothing.
    store
      .commit(
        [
          { put: 'kv', key: 'haat/clock-offset', value: offset },
          ...(syncedAt === undefined
            ? []
            : [{ put: 'kv' as const, key: 'haat/synced-at', value: syncedAt }]),
        ],
        'relaxed',
      )
      .catch(() => {})
  }
  const load = async (): Promise<Line> => {
    for (let failures = 0; ; failures++) {
      try {
        const { openLine } = await uplink.load()
        line = openLine({ env, peerId, dial: uplink.dial, ticket: uplink.ticket })
        line.on(hear)
        if (stop.signal.aborted) await line.close()
        return line
      } catch {
        // Its code could not be fetched: there is no network, or not yet.
        pulse.see({ unansweredSince: pulse.seen().unansweredSince ?? env.now() })
        await env.wait(Math.min(20_000, 1_000 * 2 ** failures), stop.signal)
        if (stop.signal.aborted) return new Promise<never>(() => {})
      }
    }
  }
  const opening = load()
  const hide = async (signal: AbortSignal) => {
    await env.wait(HIDDEN_MS, signal)
    if (signal.aborted) return
    line?.rest()
    pulse.see({ unansweredSince: undefined })
  }

  return {
    line: opening,
    tries: () => line?.tries() ?? { attempts: 0 },
    clockOffset: () => offset,
    signal(signal) {
      if (signal === 'online' || signal === 'offline') pulse.see({ network: signal === 'online' })
      if (signal === 'online' || signal === 'visible') line?.now()
      if (signal === 'visible') hidden.abort()
      if (signal === 'hidden') {
        // The page may never come back: what it learnt of the time is kept now.
        remember()
        hidden.abort()
        hidden = new AbortController()
        void hide(hidden.signal)
      }
    },
    now: () => line?.now(),
    async close() {
      stop.abort()
      hidden.abort()
      follower.disconnected()
      remember()
      await line?.close()
    },
  }
}

function overHttp({
  options: { env, feed },
  follower,
  lanes,
  pulse,
  clockOffset,
}: Room): Connection {
  let tries: Tries = { attempts: 0 }
  const answered = (yes: boolean) => {
    tries = yes ? { attempts: 0 } : { attempts: tries.attempts + 1, lastTry: env.now() }
    if (yes) pulse.heard()
    else pulse.see({ unansweredSince: pulse.seen().unansweredSince ?? env.now() })
  }
  const poller =
    feed &&
    openPoller({
      env,
      fetchFeed: feed,
      cursor: lanes.cursor,
      facts: follower.facts,
      onAnswer: answered,
    })
  if (poller) void follower.connected(poller)
  return {
    line: undefined,
    tries: () => tries,
    clockOffset: (): Instant => clockOffset,
    signal(signal) {
      if (signal === 'online' || signal === 'offline') pulse.see({ network: signal === 'online' })
      if (signal === 'online' || signal === 'visible') poller?.now()
    },
    now: () => poller?.now(),
    async close() {
      poller?.close()
      follower.disconnected()
    },
  }
}
