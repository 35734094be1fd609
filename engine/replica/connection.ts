import type { Instant } from '../model/env.ts'
import type { Follower } from './follower.ts'
import type { Lanes } from './lanes.ts'
import type { Line } from './line.ts'
import type { ReplicaOptions, Signal } from './open.ts'
import type { Tries } from './outbox.ts'
import { openPoller } from './poll.ts'
import type { Pulse } from './pulse.ts'

export type UplinkOptions = { load(): Promise<unknown> }

/** What carries this device's exchanges: a socket for somebody who signed in, HTTP for a visitor, or nothing. */
export type Connection = {
  readonly line: Line | undefined
  tries(): Tries
  /** Server time minus this device's clock, in milliseconds. */
  clockOffset(): number
  signal(signal: Signal): void
  now(): void
  close(): Promise<void>
}

export function connect({
  options: { env, feed },
  follower,
  lanes,
  pulse,
  clockOffset,
}: {
  options: ReplicaOptions
  follower: Follower
  lanes: Lanes
  pulse: Pulse
  clockOffset: number
  onConnected(): void
}): Connection {
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
  const network = (up: boolean) => {
    pulse.see({ network: up })
    if (up) poller?.now()
  }
  return {
    line: undefined,
    tries: () => tries,
    clockOffset: (): Instant => clockOffset,
    signal(signal) {
      if (signal === 'online' || signal === 'offline') network(signal === 'online')
      if (signal === 'visible') poller?.now()
    },
    now: () => poller?.now(),
    async close() {
      poller?.close()
      follower.disconnected()
    },
  }
}
