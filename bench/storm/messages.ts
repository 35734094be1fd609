/** A document and what a device holds of it: its heads, in hex. */
export type Held = { id: string; heads: string[] }

/** A device that was connected when the server died. Without a token it comes as anybody. */
export type Device = { token?: string; documents: Held[] }

/**
 * To the process that plays the devices. `come`: all at moments of their own within `jitterMs`, with the tickets that were
 * given to them over the sockets they had before, if any. `stay`: until each has been given one for its next socket.
 */
export type Order =
  | { do: 'open'; devices: Device[] }
  | { do: 'come'; url: string; at: number; jitterMs: number; tickets?: Tickets }
  | { do: 'stay' }
/** In the order of the devices. */
export type Tickets = (string | null)[]

/** Milliseconds from `at`: until each device was in sync with all its documents, and how often one was sent away. */
export type Report =
  | { say: 'open' }
  | ({ say: 'all-in-sync' } & Taken)
  | { say: 'stayed'; tickets: Tickets }
export type Taken = { allMs: number; p50Ms: number; p99Ms: number; sentAway: number }
