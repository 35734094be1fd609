/** A document and what a device holds of it: its heads, in hex. */
export type Held = { id: string; heads: string[] }

/** A device that was connected when the server died. Without a token it comes as anybody. */
export type Device = { token?: string; documents: Held[] }

/** To the process that plays the devices. `come`: all at moments of their own within `jitterMs`. */
export type Order =
  | { do: 'open'; devices: Device[] }
  | { do: 'come'; url: string; at: number; jitterMs: number }

/** Milliseconds from `at`: until each device was in sync with all its documents, and how often one was sent away. */
export type Report = { say: 'open' } | ({ say: 'all-in-sync' } & Taken)
export type Taken = { allMs: number; p50Ms: number; p99Ms: number; sentAway: number }
