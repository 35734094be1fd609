/**
 * An intent that a document carried, as the host found it and before any kind has read it: the host hands it to the
 * authority's sink inside the transaction that stores the change.
 */
export type FoundIntent = {
  /** UUIDv7, its key in `intents`. */
  id: string
  /** The scalar, verbatim. */
  text: string
  /** Owner of the actor whose change carried it, never what the body says. */
  author: string
  device: string
  /** Document id as text, and the hash of the change as hex. */
  document: string
  change: string
}
