import { assert } from '../../model/assert.ts'
import type { LaneHead, Written } from '../store.ts'
import type { Session } from './session.ts'

const HOME = `UPDATE lanes SET head = $2, audit_seq = $3, audit_hash = $4 WHERE name = $1`

/** Rows are inserted, and so locked, in the order of the names: no two batches can wait for each other. */
const FOLLOWERS = `INSERT INTO lanes AS l (name, head)
SELECT name, n FROM unnest($1::text[], $2::bigint[]) AS t (name, n) ORDER BY name COLLATE "C"
ON CONFLICT (name) DO UPDATE SET head = l.head + excluded.head RETURNING name, head`

const FACTS = `INSERT INTO facts (lane, seq, key, kind, value, intent, at)
SELECT lane, seq, key, kind, value, intent, to_timestamp($7::bigint / 1000.0)
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::json[], $6::uuid[])
  AS t (lane, seq, key, kind, value, intent)`

const AUDIT = `INSERT INTO audit (chain, seq, at, what, intent, row, hash)
SELECT $1, seq, to_timestamp($2::bigint / 1000.0), what, intent, row, hash
FROM unnest($3::bigint[], $4::text[], $5::uuid[], $6::text[], $7::text[]) AS t (seq, what, intent, row, hash)`

/** Numbers the facts, home lane first, and appends them and the audit chain. Gives the new heads. */
export async function appendFacts(
  session: Session,
  { facts, audit, at }: Written,
  { lane, head }: { lane: string; head: number },
): Promise<LaneHead[]> {
  const own = facts[0]?.lane === lane ? facts[0].facts.length : 0
  const followers = own > 0 ? facts.slice(1) : facts
  const last = audit.at(-1)
  const heads: LaneHead[] = [[lane, head + own]]
  if (last) await session.query(HOME, [lane, head + own, last.seq, last.hash])
  else assert(facts.length === 0, `facts of ${lane} without an audit row`)
  if (followers.length > 0) {
    const names = followers.map((follower) => follower.lane)
    const counts = followers.map((follower) => follower.facts.length)
    const numbered = await session.query<{ name: string; head: number }>(FOLLOWERS, [names, counts])
    const headOf = new Map(numbered.rows.map((row) => [row.name, row.head]))
    for (const name of names) heads.push([name, headOf.get(name) as number])
  }
  if (facts.length > 0) await session.query(FACTS, factColumns(facts, new Map(heads), at))
  if (audit.length > 0) {
    await session.query(AUDIT, [
      lane,
      at,
      audit.map((row) => row.seq),
      audit.map((row) => row.what),
      audit.map((row) => row.intent),
      audit.map((row) => row.row),
      audit.map((row) => row.hash),
    ])
  }
  return heads
}

function factColumns(facts: Written['facts'], heads: ReadonlyMap<string, number>, at: number) {
  const lanes: string[] = []
  const seqs: number[] = []
  for (const { lane, facts: own } of facts) {
    const head = heads.get(lane)
    assert(head !== undefined && head >= own.length, `${lane} was not numbered`)
    own.forEach((_, index) => {
      lanes.push(lane)
      seqs.push(head - own.length + 1 + index)
    })
  }
  const all = facts.flatMap((one) => one.facts)
  return [
    lanes,
    seqs,
    all.map((fact) => fact.key),
    all.map((fact) => fact.kind),
    all.map((fact) => fact.value),
    all.map((fact) => fact.intent),
    at,
  ]
}
