import pg from 'pg'
import type { Env } from '../model/env.ts'
import { type Bus, MESSAGE_BYTES } from './bus.ts'
import { newListeners } from './listeners.ts'

const CHANNEL = 'haat'
const RETRY_MS = 5_000
const QUEUE = 1_000

export type PostgresBusOptions = {
  url: string
  env: Pick<Env, 'wait' | 'chance'>
  /** Called whenever the connection is lost; it is made again by itself. */
  onLost?(error: string): void
}

/**
 * LISTEN and NOTIFY on a connection of its own. While it is away, messages are dropped: everybody polls. Messages wait
 * for one another, and over `QUEUE` of them the new ones are dropped.
 */
export async function postgresBus({ url, env, onLost }: PostgresBusOptions): Promise<Bus> {
  const listeners = newListeners()
  const stop = new AbortController()
  let client: pg.Client | undefined
  let queue: string[] = []
  let sending = false

  async function connect(): Promise<void> {
    const made = new pg.Client({
      connectionString: url,
      keepAlive: true,
      application_name: 'haat-bus',
    })
    const lost = (error?: Error) => {
      if (client !== made) return
      client = undefined
      queue = []
      onLost?.(String(error ?? 'the connection ended'))
      void made.end().catch(() => undefined)
      void reconnect()
    }
    made.on('error', lost)
    made.on('end', () => lost())
    made.on('notification', ({ payload = '' }) => {
      const space = payload.indexOf(' ')
      listeners.tell(payload.slice(0, space), payload.slice(space + 1))
    })
    await made.connect()
    await made.query(`LISTEN ${CHANNEL}`)
    client = made
  }

  /** Full jitter: a thousand nodes do not come back in the same instant. */
  async function reconnect(): Promise<void> {
    for (let most = 100; !stop.signal.aborted && !client; most = Math.min(RETRY_MS, most * 2)) {
      await env.wait(env.chance.uint32() % most, stop.signal)
      if (stop.signal.aborted) return
      try {
        await connect()
      } catch (error) {
        onLost?.(String(error))
      }
    }
  }

  async function send(): Promise<void> {
    if (sending) return
    sending = true
    while (client && queue.length > 0) {
      const batch = queue
      queue = []
      // One statement for all that waits; a failure shows as a lost connection.
      const sql = 'SELECT pg_notify($1, m) FROM unnest($2::text[]) m'
      await client.query(sql, [CHANNEL, batch]).catch(() => undefined)
    }
    sending = false
  }

  await connect()
  return {
    publish(topic, message) {
      if (!client || queue.length >= QUEUE || Buffer.byteLength(message) > MESSAGE_BYTES) return
      queue.push(`${topic} ${message}`)
      void send()
    },
    subscribe: (topic, listener) => listeners.add(topic, listener),
    isUp: () => client !== undefined,
    async close() {
      stop.abort()
      const last = client
      client = undefined
      await last?.end().catch(() => undefined)
    },
  }
}
