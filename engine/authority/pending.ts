import * as v from 'valibot'
import { assert } from '../model/assert.ts'
import { isIntentId, payloadHash, readIntent } from '../model/intent.ts'
import type { Kind } from '../model/kind.ts'
import type { FoundIntent } from '../model/pending.ts'

export type { FoundIntent }

/** A row of `pending`. */
export type PendingIntent = FoundIntent & { lane: string; kind: string; payloadHash: string }

/** A transaction of the caller: plain SQL with numbered parameters. */
export type Tx = { query(text: string, values: unknown[]): Promise<{ rows: unknown[] }> }

export const asksLane = (author: string) => `asks:${author}`

/** Authors that are the system itself. No person's id looks like this. */
export const isSystem = (author: string) => author.startsWith('system:')

/**
 * The lane that orders an intent is named by its kind; one that cannot be read, or whose kind is unknown, goes to its
 * author's `asks:` lane, to be refused on record.
 */
export function placeIntent(found: FoundIntent, kinds: ReadonlyMap<string, Kind>): PendingIntent {
  const read = readIntent(found.text)
  const name = 'intent' in read ? read.intent.kind : 'unreadable'
  const kind = kinds.get(name)
  const body = 'intent' in read && kind ? v.safeParse(kind.shape.body, read.intent.body) : undefined
  const lane = kind && body?.success ? kind.lane(body.output) : asksLane(found.author)
  return { ...found, lane, kind: name, payloadHash: payloadHash(found.text) }
}

const ASKED = `SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
  $8::text[], $9::text[]) WITH ORDINALITY AS t (intent, lane, kind, author, device, document, change, text, payload_hash, n)`

/**
 * Only the system opens home lanes; what a person asks of a lane that is not there goes to their `asks:` lane. A lane is
 * opened for what is kept alone: a known id with another text must not leave an empty one.
 */
const INSERT = `WITH asked AS (${ASKED}), placed AS (
  SELECT a.*, CASE WHEN l.name IS NOT NULL OR a.author LIKE 'system:%' THEN a.lane ELSE 'asks:' || a.author END AS at_lane
  FROM asked a LEFT JOIN lanes l ON l.name = a.lane
  WHERE NOT EXISTS (SELECT FROM outcomes o WHERE o.intent = a.intent)
), kept AS (
  INSERT INTO pending (intent, lane, kind, author, device, document, change, text, payload_hash)
  SELECT intent, at_lane, kind, author, device, document, change, text, payload_hash FROM placed ORDER BY n
  ON CONFLICT (intent) DO NOTHING RETURNING intent, lane
), opened AS (
  INSERT INTO lanes (name) SELECT DISTINCT lane FROM kept ORDER BY 1 ON CONFLICT (name) DO NOTHING
) SELECT intent FROM kept`

/** The lane of the first text is told of the second; the first answer stands. */
const REUSED = `WITH asked AS (${ASKED})
INSERT INTO reused (intent, payload_hash, lane, author, device, document)
SELECT a.intent, a.payload_hash, first.lane, a.author, a.device, a.document FROM asked a CROSS JOIN LATERAL (
  SELECT lane, payload_hash FROM outcomes o WHERE o.intent = a.intent
  UNION ALL SELECT lane, payload_hash FROM pending p WHERE p.intent = a.intent LIMIT 1
) AS first WHERE first.payload_hash <> a.payload_hash
ON CONFLICT (intent, payload_hash) DO NOTHING`

/**
 * Writes intents inside the caller's transaction, the same that stores the change which carried them. An id that is
 * pending or answered already changes nothing; with another text it is kept for its lane to make a conflict of.
 */
export async function insertPending(tx: Tx, rows: readonly PendingIntent[]): Promise<void> {
  if (rows.length === 0) return
  for (const { id, author } of rows) {
    assert(isSystem(author) || isIntentId(id), `intent id ${id} of ${author} is not a UUIDv7`)
  }
  const columns = [
    rows.map((row) => row.id),
    rows.map((row) => row.lane),
    rows.map((row) => row.kind),
    rows.map((row) => row.author),
    rows.map((row) => row.device),
    rows.map((row) => row.document),
    rows.map((row) => row.change),
    rows.map((row) => row.text),
    rows.map((row) => row.payloadHash),
  ]
  const inserted = await tx.query(INSERT, columns)
  if (inserted.rows.length < rows.length) await tx.query(REUSED, columns)
}
