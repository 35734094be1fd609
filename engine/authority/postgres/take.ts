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

/** A statement of its own: its snapshot begins after the lane is held, so it sees all that the last holder committed. */
const WAITING = `SELECT p.intent AS id, p.text, p.author, p.device, p.document, p.change,
  p.payload_hash AS "payloadHash", p.attempts
FROM pending p
WHERE p.lane = $1 AND p.not_before <= clock_timestamp() AND NOT EXISTS (
  SELECT FROM pending e WHERE e.attempts > 0 AND e.lane = p.lane AND e.document = p.document
    AND e.document <> '' AND e.arrival < p.arrival AND e.not_before > clock_timestamp())
ORDER BY p.arrival LIMIT $2`

const ANSWERED = `SELECT intent, payload_hash AS "payloadHash" FROM outcomes WHERE intent = ANY ($1::uuid[])`

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
  await session.run(BEGIN)
  await fault('K5')
  const taken = await session.query<Pick<LaneHold, 'head' | 'auditSeq' | 'auditHash' | 'at'>>(
    LANE,
    [lane],
  )
  const row = taken.rows[0]
  if (!row) return undefined
  const batch = (await session.query<WaitingIntent>(WAITING, [lane, limit])).rows
  const ids = batch.map(({ id }) => id)
  const answered = await session.query<{ intent: string; payloadHash: string }>(ANSWERED, [ids])
  const reused = await session.query<ReusedIntent>(REUSED, [lane, limit])
  await fault('K6')
  return {
    lane,
    ...row,
    batch,
    answered: new Map(answered.rows.map(({ intent, payloadHash }) => [intent, payloadHash])),
    reused: reused.rows,
  }
}
