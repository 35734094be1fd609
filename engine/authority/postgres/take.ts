import type { Env } from '../../model/env.ts'
import type { LaneHold, ReusedIntent, WaitingIntent } from '../store.ts'
import type { Session } from './session.ts'

/** Postgres itself ends a batch whose node is paused or gone, so that the lane is free again. */
const BEGIN = `BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '5s';
SET LOCAL idle_in_transaction_session_timeout = '10s'`

const LANE = `SELECT head, audit_seq AS "auditSeq", audit_hash AS "auditHash",
  floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS at
FROM lanes WHERE name = $1 FOR UPDATE SKIP LOCKED`

/**
 * A statement of its own: its snapshot begins after the lane is held, so it sees all that the last holder committed.
 * One that was answered before comes with the hash of what was answered. Those of the next batch come along, to be
 * read while this one is written.
 */
const WAITING = `SELECT p.intent AS id, p.text, p.author, p.device, p.document, p.change,
  p.payload_hash AS "payloadHash", p.attempts, o.payload_hash AS "answeredHash"
FROM pending p LEFT JOIN outcomes o USING (intent)
WHERE p.lane = $1 AND p.not_before <= clock_timestamp() AND NOT EXISTS (
  SELECT FROM pending e WHERE e.attempts > 0 AND e.lane = p.lane AND e.document = p.document
    AND e.document <> '' AND e.arrival < p.arrival AND e.not_before > clock_timestamp())
ORDER BY p.arrival LIMIT $2`

const REUSED = `SELECT r.intent, r.payload_hash AS "payloadHash", r.author, r.device, r.document,
  o.payload_hash AS "answeredHash"
FROM reused r JOIN outcomes o USING (intent) WHERE r.lane = $1
ORDER BY r.received_at, r.intent, r.payload_hash LIMIT $2`

export type TakenLane = Omit<LaneHold, 'load' | 'commit' | 'release'>

/** Locks the lane's row, then reads what waits there. Nothing if another batch has the lane, or there is none. */
export async function takeLane(
  session: Session,
  { lane, limit, fault }: { lane: string; limit: number; fault: Env['fault'] },
): Promise<TakenLane | undefined> {
  const begun = session.run(BEGIN)
  await fault('K5')
  const [, taken, waiting, reused] = await Promise.all([
    begun,
    session.query<Pick<LaneHold, 'head' | 'auditSeq' | 'auditHash' | 'at'>>(LANE, [lane]),
    session.query<WaitingIntent & { answeredHash: string | null }>(WAITING, [lane, limit * 2]),
    session.query<ReusedIntent>(REUSED, [lane, limit]),
  ])
  const row = taken.rows[0]
  if (!row) return undefined
  const answered = new Map<string, string>()
  const batch = waiting.rows.slice(0, limit)
  for (const { id, answeredHash } of batch) {
    if (answeredHash !== null) answered.set(id, answeredHash)
  }
  await fault('K6')
  const ahead = waiting.rows.slice(limit)
  return { lane, ...row, batch, ahead, answered, reused: reused.rows }
}
