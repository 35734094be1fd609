import type { Cell } from '../../model/area.ts'
import type { Instant } from '../../model/env.ts'
import type { OutcomeRow, WrittenRest } from '../store.ts'
import type { Line } from './in-flight.ts'
import type { Session } from './session.ts'

/** Plain COPY: a second outcome of one intent is a bug and must end the batch. */
const OUTCOMES =
  'outcomes (intent, lane, kind, author, device, document, text, payload_hash, verdict, reason, answer, at)'

/** A day for whoever reviews it. The same conflict again is the same row. */
const CONFLICTS = `INSERT INTO conflicts (id, opened_at, category, rule, lane, key, intent, author, document, a, b, result,
  options, reviewer, due_at, money_at_risk, state)
SELECT id, to_timestamp($1::bigint / 1000.0), category, rule, lane, key, intent, author, document, a, b, result, options,
  reviewer, to_timestamp($1::bigint / 1000.0) + interval '24 hours', money_at_risk, state
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::text[],
  $10::json[], $11::json[], $12::json[], $13::json[], $14::text[], $15::bigint[], $16::text[])
  AS t (id, category, rule, lane, key, intent, author, document, a, b, result, options, reviewer, money_at_risk, state)
ON CONFLICT (id) DO NOTHING`

const CLOSES = `UPDATE conflicts c SET state = 'resolved', resolved_by = t.by, resolved_at = to_timestamp($1::bigint / 1000.0)
FROM unnest($2::uuid[], $3::text[], $4::text[]) AS t (review, author, by)
WHERE c.intent = t.review AND c.author = t.author AND c.rule = 'review' AND c.state = 'open'`

const DONE = `DELETE FROM pending WHERE intent = ANY ($1::uuid[])`

const DRAINED = `DELETE FROM reused r USING unnest($1::uuid[], $2::text[]) AS t (intent, payload_hash)
WHERE r.intent = t.intent AND r.payload_hash = t.payload_hash`

/** What is kept of each question. */
export async function writeOutcomes(
  session: Session,
  outcomes: readonly OutcomeRow[],
  { lane, at, line }: { lane: string; at: Instant; line: Line },
) {
  const moment = new Date(at).toISOString()
  await line.add(session.copy(OUTCOMES, outcomeCells(outcomes, { lane, moment })))
}

const outcomeCells = (
  outcomes: readonly OutcomeRow[],
  { lane, moment }: { lane: string; moment: string },
): Cell[][] =>
  outcomes.map((row) => [
    row.intent,
    lane,
    row.kind,
    row.author,
    row.device,
    row.document,
    row.text,
    row.payloadHash,
    row.verdict,
    row.reason,
    row.answer,
    moment,
  ])

/** The questions leave `pending`; what people must look at, and what they need not look at any more. */
export async function writeRest(
  session: Session,
  { done, drained, conflicts, closes }: WrittenRest,
  { at, line }: { at: Instant; line: Line },
) {
  if (done.length > 0) await line.add(session.query(DONE, [done]))
  if (drained.length > 0) {
    await line.add(
      session.query(DRAINED, [
        drained.map((row) => row.intent),
        drained.map((row) => row.payloadHash),
      ]),
    )
  }
  if (conflicts.length > 0) {
    await line.add(
      session.query(CONFLICTS, [
        at,
        conflicts.map((row) => row.id),
        conflicts.map((row) => row.category),
        conflicts.map((row) => row.rule),
        conflicts.map((row) => row.lane),
        conflicts.map((row) => row.key),
        conflicts.map((row) => row.intent),
        conflicts.map((row) => row.author),
        conflicts.map((row) => row.document),
        conflicts.map((row) => row.a),
        conflicts.map((row) => row.b),
        conflicts.map((row) => row.result),
        conflicts.map((row) => row.options),
        conflicts.map((row) => row.reviewer),
        conflicts.map((row) => row.moneyAtRiskPaise),
        conflicts.map((row) => row.state),
      ]),
    )
  }
  if (closes.length > 0) {
    await line.add(
      session.query(CLOSES, [
        at,
        closes.map((row) => row.review),
        closes.map((row) => row.author),
        closes.map((row) => row.by),
      ]),
    )
  }
}
