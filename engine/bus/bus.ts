/**
 * How nodes tell each other that something changed. A hint, never the truth: messages may be lost, repeated or late,
 * and whoever listens also polls. A node hears its own messages only on a bus that cannot tell; listeners check.
 */
export type Bus = {
  /** Best effort; a message longer than `MESSAGE_BYTES` is not sent. */
  publish(topic: string, message: string): void
  /** Calls `listener` for each message of the topic until the returned function is called. */
  subscribe(topic: string, listener: (message: string) => void): () => void
  /** False while messages are surely lost. */
  isUp(): boolean
  close(): Promise<void>
}

/** The longest message in UTF-8 bytes: a NOTIFY carries 8,000 with its topic. */
export const MESSAGE_BYTES = 7_000
