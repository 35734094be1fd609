import type { Cell } from '../../model/area.ts'
import { assert } from '../../model/assert.ts'
import type { LaneHead, Written } from '../store.ts'
import type { Line } from './in-flight.ts'
import type { Session } from './session.ts'

const HOME = `UPDATE lanes SET head = $2, audit_seq = $3, audit_hash = $4 WHERE name = $1`

/** Rows are inserted, and so locked, in the order of the names: no two batches can wait for each other. */
const FOLLOWERS = `INSERT INTO lanes AS l (name, head)
SELECT name, n FROM unnest($1::text[], $2::bigint[]) AS t (name, n) ORDER BY name COLLATE "C"
ON CONFLICT (name) DO UPDATE SET head = l.head + excluded.head RETURNING name, head`

type Numbered = { name: string; head: number }

/** Numbers the facts, home lane first, and appends them and the audit chain. Gives the new heads. */
export async function appendFacts(
  session: Session,
  { facts, audit, at }: Written,
  { lane, head, line }: { lane: string; head: number; line: Line },
): Promise<LaneHead[]> {
  const own = facts[0]?.lane === lane ? facts[0].facts.length : 0
  const followers = own > 0 ? facts.slice(1) : facts
  const last = audit.at(-1)
  const heads: LaneHead[] = [[lane, head + own]]
  if (last) await line.add(session.query(HOME, [lane, head + own, last.seq, last.hash]))
  else assert(facts.length === 0, `facts of ${lane} without an audit row`)
  const moment = new Date(at).toISOString()
  const chained = audit.map((one) => [
    lane,
    one.seq,
    moment,
    one.what,
    one.intent,
    one.row,
    one.hash,
  ])
  const names = followers.map((follower) => follower.lane)
  const counts = followers.map((follower) => follower.facts.length)
  const numbering = names.length > 0 && session.query<Numbered>(FOLLOWERS, [names, counts])
  // On its way before anybody waits for the numbers: Postgres has it to write while the facts are put together.
  if (chained.length > 0) {
    await line.add(session.copy('audit (chain, seq, at, what, intent, row, hash)', chained))
  }
  const numbered = numbering ? (await numbering).rows : []
  const headOf = new Map(numbered.map((row) => [row.name, row.head]))
  for (const name of names) heads.push([name, headOf.get(name) as number])
  const rows = factRows(facts, new Map(heads), moment)
  if (rows.length > 0) {
    await line.add(session.copy('facts (lane, seq, key, kind, value, intent, at)', rows))
  }
  return heads
}

function factRows(facts: Written['facts'], heads: ReadonlyMap<string, number>, moment: string) {
  const rows: Cell[][] = []
  for (const { lane, facts: own } of facts) {
    const head = heads.get(lane)
    assert(head !== undefined && head >= own.length, `${lane} was not numbered`)
    let seq = head - own.length
    for (const { key, kind, value, intent } of own) {
      seq += 1
      rows.push([lane, seq, key, kind, value, intent, moment])
    }
  }
  return rows
}
