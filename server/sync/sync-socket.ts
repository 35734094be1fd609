import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type { Logger } from 'pino'
import { type WebSocket, WebSocketServer } from 'ws'
import { type Host, limits as hostLimits, serveSocket } from '../../engine/host/index.ts'
import type { Config } from '../config.ts'
import { addressOf } from '../http/client-address.ts'
import { mayCall } from '../http/origins.ts'
import type { Redeemed, Tickets } from '../session/tickets.ts'
import { type Gate, newGate } from './gate.ts'
import { newSlowFrames } from './slow-frames.ts'

const PING_MS = 25_000
const SWEEP_MS = 5_000
const GOODBYE_MS = 1_000
const CLOSE_MS = 5_000

/** One follower's half of the feed: takes the frames that the document host does not know. */
export type Follower = { receive(frame: unknown): boolean; close(): void }

export type SyncParts = {
  config: Pick<Config, 'origins' | 'proxies' | 'limits'>
  log: Logger
  redeem(ticket: string): Promise<Redeemed | undefined>
  nextTicket: Tickets['issueNext']
  host: Host
  /** `buffered` is what the socket was given and has not sent yet, in bytes. */
  follow(person: string, reply: (frame: object) => void, buffered: () => number): Follower
}

export type SyncSocket = {
  readonly open: number
  /** Bytes that open sockets were given and have not sent yet. */
  buffered(): number
  /** Lets no more in. Those that are open are closed by the host; what has not gone a moment later is cut. */
  close(): Promise<void>
}

/**
 * `WS /sync?ticket=…`: checks origin and ticket, then hands the socket to the document host, and the feed's frames on
 * it to the feed. What is refused is refused before the upgrade, with a status.
 */
export function serveSync(server: Server, parts: SyncParts): SyncSocket {
  const gate: Gate = newGate(parts.config.limits, () => performance.now())
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: hostLimits.frameBytes,
    perMessageDeflate: false,
    clientTracking: true,
    // Whoever does not answer a close is cut off. (An option of `ws` that its types do not have yet.)
    ...{ closeTimeout: CLOSE_MS },
  })
  const answered = new WeakSet<WebSocket>()
  const slow = newSlowFrames(() => performance.now())
  const sweeping = setInterval(slow.sweep, SWEEP_MS)

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Until `ws` has it, a socket that breaks is nobody's: without a listener it would end the process.
    socket.on('error', () => undefined)
    admit(request).then(
      (admitted) => {
        if ('status' in admitted) return refuse(socket, admitted)
        socket.once('close', admitted.leave)
        sockets.handleUpgrade(request, socket, head, (ws) => {
          slow.watch(ws, socket)
          serve(ws, admitted.identity)
        })
      },
      (err) => {
        parts.log.error({ err }, 'a socket could not be admitted')
        refuse(socket, { status: 503, retryAfterSeconds: 1 })
      },
    )
  })

  async function admit(request: IncomingMessage): Promise<Refusal | Admitted> {
    const { config } = parts
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname !== '/sync') return { status: 404 }
    const { origin, host } = request.headers
    if (!mayCall(origin, { host, allowed: config.origins })) return { status: 403 }
    const forwarded = String(request.headers['x-forwarded-for'] ?? '') || undefined
    const address = addressOf({ socket: request.socket.remoteAddress, forwarded }, config.proxies)
    const entry = gate.enter(address)
    if (!entry.ok) return entry
    const identity = await parts.redeem(url.searchParams.get('ticket') ?? '')
    if (identity) return { identity, leave: entry.leave }
    entry.leave()
    return { status: 401 }
  }

  function serve(ws: WebSocket, identity: Redeemed) {
    const { person, device, until } = identity
    let follower: Follower | undefined
    answered.add(ws)
    ws.on('pong', () => answered.add(ws))
    ws.on('close', () => follower?.close())
    serveSocket(parts.host, ws, {
      person,
      device,
      until,
      connection: randomUUID(),
      nextTicket: () => parts.nextTicket(identity),
      onExtension(frame, reply) {
        follower ??= parts.follow(person, reply, () => ws.bufferedAmount)
        return follower.receive(frame)
      },
    })
  }

  // A half-open socket answers no ping: it is gone after two.
  const pinging = setInterval(() => {
    for (const ws of sockets.clients) {
      if (answered.delete(ws)) ws.ping()
      else ws.terminate()
    }
  }, PING_MS)

  return {
    get open() {
      return gate.open
    },
    buffered: () => [...sockets.clients].reduce((sum, ws) => sum + ws.bufferedAmount, 0),
    async close() {
      clearInterval(pinging)
      clearInterval(sweeping)
      sockets.close()
      const open = [...sockets.clients]
      const gone = Promise.all(open.map((ws) => once(ws, 'close')))
      await Promise.race([gone, wait(GOODBYE_MS, undefined, { ref: false })])
      for (const ws of open) ws.terminate()
    },
  }
}

type Admitted = { identity: Redeemed; leave(): void }
type Refusal = { status: 401 | 403 | 404 | 429 | 503; retryAfterSeconds?: number }

const reasons = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

function refuse(socket: Duplex, { status, retryAfterSeconds }: Refusal) {
  const wait = retryAfterSeconds === undefined ? '' : `Retry-After: ${retryAfterSeconds}\r\n`
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status]}\r\nConnection: close\r\n${wait}Content-Length: 0\r\n\r\n`,
  )
}
