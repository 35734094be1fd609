/** Why a change does not enter a document. Told to the peer in `refused` frames and kept with what was refused. */
export type Reason =
  | 'too-big'
  | 'bad-shape'
  | 'bad-order'
  | 'actor-taken'
  | 'not-genesis'
  | 'no-access'
  | 'path'
  | 'intent-rewritten'
  | 'unloadable'
  | 'deadline'
  | 'document-full'

/** A no is a value: `detail` is for the person who reads the quarantine, never for the peer. */
export type Refusal = { ok: false; reason: Reason; detail: string }

export const refuse = (reason: Reason, detail: string): Refusal => ({ ok: false, reason, detail })
