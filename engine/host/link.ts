import type { TicketFrame } from '../model/follow.ts'

/** A socket as the host needs it. What is sent keeps its order; nothing is sent after `close`. */
export type Link = {
  send(bytes: Uint8Array): void
  close(code: number, reason: string): void
  /** Bytes given to `send` that have not left this machine yet. */
  readonly bufferedAmount: number
  /** Stops and resumes reading, so that the other end feels it. */
  pause(): void
  resume(): void
}

/** Who is at the other end: from the ticket, never from what the peer says. */
export type Identity = {
  person: string
  device: string
  /** A name for this connection, unique among all nodes. */
  connection: string
  /** When the session ends, by the wall clock; the socket is then closed with 4401. */
  until?: number
  /** For this device's next socket. Asked for at each beat, of clients that said `haat: 1`; none if there may be no other. */
  nextTicket?(): Promise<Omit<TicketFrame, 'type'> | undefined>
  /** Frames the host does not know, of clients that said `haat: 1`: the feed's. Gives false for one that is malformed. */
  onExtension?(frame: unknown, reply: (frame: object) => void): boolean
}
