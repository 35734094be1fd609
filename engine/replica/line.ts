import type { Env, Instant } from '../model/env.ts'
import { RETRY_SOON_MS, retryDelay } from './backoff.ts'
import {
  type DeviceFrame,
  type PeerFrame,
  readFrame,
  type ServerFrame,
  writeFrame,
} from './frames.ts'
import type { Tries } from './outbox.ts'

/** No frame for this long (the server sends a beat every 25 s): the socket is taken for dead. */
export const SILENCE_MS = 60_000
/** To a ticket, and then from dialling to the server's `peer` frame. */
const CONNECT_MS = 20_000
/** A connection that lasted this long was a good one: the next retry starts from the shortest wait. */
const STEADY_MS = 10_000
/** The close code of a connection that this side gave up. */
const HUNG_UP = 1000
/** More than this waiting in the socket's buffer means that nothing leaves: the connection is given up. */
const BUFFERED_BYTES = 8 * 1024 * 1024

/**
 * One socket as the world gives it. Nothing here throws. `closed` comes exactly once, also if it never opened, and
 * nothing is called back before `Dial` has returned.
 */
export type Link = {
  send(bytes: Uint8Array): void
  close(code: number, reason: string): void
  readonly bufferedAmount: number
}
export type Ears = {
  opened(): void
  heard(bytes: Uint8Array): void
  closed(code: number, reason: string): void
}
export type Dial = (ticket: string, ears: Ears) => Link

/** A ticket for one connection, or why there is none. Rejects when the server could not be asked. */
export type Ticket =
  | { ticket: string }
  | { no: 'expired' | 'revoked' | 'suspended' }
  | { no: 'update'; least: number }

/** How a connection ended, whether the door ever opened, and for how long it was open. */
type Outcome = { code: number; isLetIn: boolean; openMs: number }

export type LineNews =
  | { news: 'trying' }
  | { news: 'open'; peer: PeerFrame; rttMs: number }
  | { news: 'heard' }
  | { news: 'frame'; frame: ServerFrame }
  /** Asked something that an honest server answers. */
  | { news: 'asked'; at: Instant }
  | { news: 'down'; why: string }
  | { news: 'no-ticket'; ticket: Exclude<Ticket, { ticket: string }> }

/**
 * The one connection of a device: it is tried again for ever, with growing waits, until closed. Whoever listens hears
 * `down` before anything else could be sent in vain.
 */
export type Line = {
  readonly peerId: string
  /** The server, while the connection is open. */
  peer(): PeerFrame | undefined
  /** False if there is no open connection. `asks` marks what an honest server answers. */
  send(frame: DeviceFrame, asks?: boolean): boolean
  on(listener: (news: LineNews) => void): () => void
  tries(): Tries
  /** Tries now; an open connection that does not answer is dropped for a new one. */
  now(): void
  /** Lets go of the connection until `now()`; for a tab that nobody looks at. */
  rest(): void
  close(): Promise<void>
}

export function openLine({
  env,
  peerId,
  storageId,
  dial,
  ticket,
}: {
  env: Env
  peerId: string
  /** Names this device's storage to servers that keep sync states by it; ours goes by the ticket. */
  storageId?: string
  dial: Dial
  ticket(): Promise<Ticket>
}): Line {
  const listeners = new Set<(news: LineNews) => void>()
  let tries: Tries = { attempts: 0 }
  let link: Link | undefined
  let peer: PeerFrame | undefined
  let hangUp: ((why: string) => void) | undefined
  let askedAt: Instant | undefined
  /** The server's, for the next connection, if that comes in time. */
  let next: { ticket: string; until: Instant } | undefined
  let nap = new AbortController()
  let resting = false
  let closed = false

  const tell = (news: LineNews) => {
    for (const listener of [...listeners]) listener(news)
  }
  const ask = () => {
    if (askedAt !== undefined) return
    askedAt = env.now()
    tell({ news: 'asked', at: askedAt })
  }

  /** One connection from dialling to its end. */
  const connection = (pass: string): Promise<Outcome> =>
    new Promise((resolve) => {
      const over = new AbortController()
      let heardAt = env.tick()
      let joinedAt = heardAt
      let openAt: number | undefined
      let isLetIn = false
      const end = (code: number, why: string) => {
        if (over.signal.aborted) return
        over.abort()
        link = undefined
        hangUp = undefined
        const wasOpen = peer !== undefined
        peer = undefined
        tries = { ...tries, lastError: why }
        if (wasOpen) tell({ news: 'down', why })
        resolve({ code, isLetIn, openMs: openAt === undefined ? 0 : env.tick() - openAt })
      }
      const mine = dial(pass, {
        opened() {
          if (over.signal.aborted) return
          isLetIn = true
          if (next?.ticket === pass) next = undefined
          joinedAt = env.tick()
          mine.send(
            writeFrame({
              type: 'join',
              senderId: peerId,
              peerMetadata: { isEphemeral: false, ...(storageId && { storageId }) },
              supportedProtocolVersions: ['1'],
              haat: 1,
            }),
          )
        },
        heard(bytes) {
          if (over.signal.aborted) return
          heardAt = env.tick()
          askedAt = undefined
          const frame = readFrame(bytes)
          tell({ news: 'heard' })
          if (frame?.type === 'peer' && !peer) {
            peer = frame
            openAt = env.tick()
            tries = { attempts: 0 }
            tell({ news: 'open', peer, rttMs: openAt - joinedAt })
          } else if (frame?.type === 'ticket')
            next = { ticket: frame.ticket, until: env.now() + frame.forMs }
          else if (frame?.type === 'error') end(1002, frame.message)
          else if (frame && peer) tell({ news: 'frame', frame })
        },
        closed: (code, reason) => end(code, reason || `closed ${code}`),
      })
      if (over.signal.aborted) return
      link = mine
      hangUp = (why) => {
        mine.close(HUNG_UP, why)
        end(HUNG_UP, why)
      }
      void (async () => {
        while (!over.signal.aborted) {
          const limit = peer ? SILENCE_MS : CONNECT_MS
          const left = heardAt + limit - env.tick()
          if (left <= 0) hangUp?.('no answer')
          else await env.wait(left, over.signal)
        }
      })()
    })

  const run = async () => {
    let failures = 0
    while (!closed) {
      nap = new AbortController()
      let wait = 0
      if (resting) wait = Number.POSITIVE_INFINITY
      else {
        tries = { ...tries, attempts: tries.attempts + 1, lastTry: env.now() }
        tell({ news: 'trying' })
        ask()
        const outcome = await attempt()
        if (outcome === 'no-ticket') wait = Number.POSITIVE_INFINITY
        else {
          failures = outcome.openMs >= STEADY_MS ? 0 : failures
          wait = retryDelay({ code: outcome.code, failures, chance: env.chance })
          failures++
        }
      }
      if (closed) break
      if (wait !== Number.POSITIVE_INFINITY && !resting) ask()
      await sleep(wait)
      if (nap.signal.aborted) failures = 0
    }
  }
  /** A network that swallows everything keeps a request for minutes: it is given up like a socket that is silent. */
  const answered = async (request: Promise<Ticket>): Promise<Ticket> => {
    const over = new AbortController()
    hangUp = () => over.abort()
    const late = env
      .wait(CONNECT_MS, over.signal)
      .then(() => Promise.reject(new Error('no answer')))
    try {
      return await Promise.race([request, late])
    } finally {
      hangUp = undefined
      over.abort()
    }
  }
  /** With the ticket that is held, if it still opens the door, or with one that is asked for. */
  const attempt = async (): Promise<Outcome | 'no-ticket'> => {
    if (next && env.now() < next.until) {
      const outcome = await connection(next.ticket)
      if (outcome.isLetIn || outcome.code === HUNG_UP || closed) return outcome
    }
    let given: Ticket
    try {
      given = await answered(ticket())
      // Somebody was there to ask, so it was the ticket that was no good.
      next = undefined
    } catch (error) {
      tries = { ...tries, lastError: error instanceof Error ? error.message : String(error) }
      return { code: 1006, isLetIn: false, openMs: 0 }
    }
    if (closed) return { code: HUNG_UP, isLetIn: false, openMs: 0 }
    if ('ticket' in given) return connection(given.ticket)
    tries = { ...tries, lastError: given.no }
    askedAt = undefined
    tell({ news: 'no-ticket', ticket: given })
    return 'no-ticket'
  }
  const sleep = (ms: number) =>
    ms === Number.POSITIVE_INFINITY
      ? new Promise<void>((resolve) => {
          if (nap.signal.aborted) resolve()
          nap.signal.addEventListener('abort', () => resolve())
        })
      : env.wait(ms, nap.signal)
  const running = run()

  return {
    peerId,
    peer: () => peer,
    send(frame, asks = false) {
      if (!link || !peer) return false
      link.send(writeFrame(frame))
      if (asks) ask()
      if (link && link.bufferedAmount > BUFFERED_BYTES) hangUp?.('nothing leaves')
      return true
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tries: () => tries,
    now() {
      resting = false
      if (askedAt !== undefined && env.now() - askedAt > RETRY_SOON_MS) hangUp?.('asked again')
      nap.abort()
    },
    rest() {
      resting = true
      askedAt = undefined
      hangUp?.('nobody looks')
    },
    async close() {
      closed = true
      hangUp?.('closed')
      nap.abort()
      await running
    },
  }
}
