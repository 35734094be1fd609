/**
 * An intent that a document carried, on its way to the authority: what the host inserts in the same transaction as the
 * change. `author` is who owns the actor of that change; `text` is the scalar exactly as it stands in the document.
 */
export type PendingIntent = {
  intent: string
  /** The home lane its kind names, or `asks:<author>` for one that cannot be read or names none. */
  lane: string
  /** Empty when the text cannot be read. */
  kind: string
  author: string
  device: string
  /** Document id as text, and the hash of the change as hex. */
  document: string
  change: string
  /** Document heads its author saw, as hex. */
  basis: string[]
  text: string
  /** SHA-256 of the UTF-8 text, as hex. */
  payloadHash: string
}
