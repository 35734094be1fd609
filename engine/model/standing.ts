/** Most documents in one `heads` frame. */
export const FRAME_DOCUMENTS = 512

/**
 * Device to server, first thing on a new connection: what this device holds of these documents. Heads are 32 bytes each,
 * one after the other. A server that takes it says so with `standing: true` in its `peer` frame.
 */
export type HeadsFrame = { type: 'heads'; documents: [documentId: string, heads: Uint8Array][] }

/**
 * Server to device: which of these documents are the same on both sides (and will be told what is new from here on), and
 * which are to be spoken of one by one. Every document of the `heads` frame is in one of the two.
 */
export type StandingFrame = { type: 'standing'; same: string[]; differ: string[] }
