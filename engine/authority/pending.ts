import type { ClientBase } from 'pg'
import * as v from 'valibot'
import { payloadHash, readIntent } from '../model/intent.ts'
import type { Kind } from '../model/kind.ts'

/** An intent as it was found in a document (or asked by the system), not yet placed in a lane. */
export type FoundIntent = {
  id: string
  /** The scalar, verbatim. */
  text: string
  /** Owner of the actor whose change carried it, or `system:…`. */
  author: string
  device: string
  /** Document id; empty for the system's. */
  document: string
  /** Hash of the change that carried it, as hex; empty for the system's. */
  change: string
}

/** A row of `pending`. */
export type PendingIntent = FoundIntent & { lane: string; kind: string; payloadHash: string }

/**
 * The lane that orders an intent is named by its kind; one that cannot be read, or whose kind is unknown, goes to its
 * author's `asks:` lane, to be refused on record.
 */
export function placeIntent(found: FoundIntent, kinds: ReadonlyMap<string, Kind>): PendingIntent {
  const read = readIntent(found.text)
  const name = 'intent' in read ? read.intent.kind : 'unreadable'
  const kind = kinds.get(name)
  const body = 'intent' in read && kind ? v.safeParse(kind.shape.body, read.intent.body) : undefined
  const lane = kind && body?.success ? kind.lane(body.output) : `asks:${found.author}`
  return { ...found, lane, kind: name, payloadHash: payloadHash(found.text) }
}

/**
 * Writes intents inside the caller's transaction, the same that stores the change which carried them. An id that is
 * there already is left as it is; a lane that does not exist yet is replaced by the author's `asks:` lane, which is made.
 */
export async function insertPending(tx: ClientBase, rows: readonly PendingIntent[]): Promise<void> {
  if (rows.length === 0) return
  await tx.query(
    `WITH asked AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
         WITH ORDINALITY AS t(intent, lane, kind, author, device, document, change, text, payload_hash, n)
     ), placed AS (
       SELECT a.*, coalesce(l.name, 'asks:' || a.author) AS at_lane FROM asked a LEFT JOIN lanes l ON l.name = a.lane
     ), made AS (
       INSERT INTO lanes (name, head) SELECT DISTINCT at_lane, 0 FROM placed ORDER BY 1 ON CONFLICT (name) DO NOTHING
     )
     INSERT INTO pending (intent, lane, kind, author, device, document, change, text, payload_hash)
     SELECT intent, at_lane, kind, author, device, document, change, text, payload_hash FROM placed ORDER BY n
     ON CONFLICT (intent) DO NOTHING`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.lane),
      rows.map((row) => row.kind),
      rows.map((row) => row.author),
      rows.map((row) => row.device),
      rows.map((row) => row.document),
      rows.map((row) => row.change),
      rows.map((row) => row.text),
      rows.map((row) => row.payloadHash),
    ],
  )
}
