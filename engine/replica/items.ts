import type { Json } from '../model/canonical.ts'
import type { Params, Reason } from '../model/decision.ts'
import type { Instant } from '../model/env.ts'

/**
 * How far one intent has come. Steps only rise; late lower news is dropped; verdicts are final and may overtake `sent`.
 * `saved`: strictly durable on this device. `sent`: acknowledged durable by the server.
 */
export type Step =
  | { step: 'saved'; at: Instant }
  | { step: 'sent'; at: Instant; to: 'server' | 'hub' }
  | { step: 'accepted'; result: Params; at: Instant }
  | { step: 'refused'; reason: Reason; at: Instant }
  | { step: 'review'; by: string; problems: Reason[]; offer?: Json; at: Instant }

/** One asked intent as this device knows it: what was asked, in which document, and how far it has come. */
export type Item = {
  id: string
  kind: string
  /** The id of the document that carries it. */
  document: string
  askedAt: Instant
  until?: Instant
  answers?: string
  /** The intent that answers this one (a new checkout after a review), once asked. */
  answeredBy?: string
  /** Why the server did not take the change that carries it; it waits beside its document for a person. */
  setAside?: string
  /** Absent when it was asked on another device and only its answer is known here. */
  body?: { [key: string]: Json }
} & Step

const RANK = { saved: 0, sent: 1, accepted: 2, refused: 2, review: 2 } satisfies Record<
  Step['step'],
  number
>

/** The later of what was known and what is heard: a tick never goes back, a verdict never changes. */
export function laterStep(known: Step, heard: Step): Step {
  return RANK[heard.step] > RANK[known.step] ? heard : known
}
