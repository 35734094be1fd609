import type { Cell } from '../../model/area.ts'
import { assert } from '../../model/assert.ts'
import type { AuditRow, LaneHead, Written, WrittenFact, WrittenRest } from '../store.ts'
import type { Line } from './in-flight.ts'
import type { Session } from './session.ts'

const HOME = `UPDATE lanes SET head = $2, audit_seq = $3, audit_hash = $4 WHERE name = $1`

/** Rows are inserted, and so locked, in the order of the names: no two batches can wait for each other. */
const FOLLOWERS = `INSERT INTO lanes AS l (name, head)
SELECT name, n FROM unnest($1::text[], $2::bigint[]) AS t (name, n) ORDER BY name COLLATE "C"
ON CONFLICT (name) DO UPDATE SET head = l.head + excluded.head RETURNING name, head`

const FACTS = 'facts (lane, seq, key, kind, value, intent, at)'
const AUDIT = 'audit (chain, seq, at, what, intent, row, hash)'

type Numbered = { name: string; head: number }

/**
 * Numbers the facts and appends them, and the home lane's chain. Followers' numbers are asked for first; until they come
 * there are the home lane's facts, whose numbers are known, and the chain to send. Gives the new heads.
 */
export async function appendFacts(
  session: Session,
  { at, rest, links }: Pick<Written, 'at' | 'rest' | 'links'>,
  { lane, head, line }: { lane: string; head: number; line: Line },
): Promise<LaneHead[]> {
  const { facts } = rest()
  const home = facts[0]?.lane === lane ? facts[0].facts : []
  const followers = home.length > 0 ? facts.slice(1) : facts
  const moment = new Date(at).toISOString()
  const numbering = numbered(session, followers)
  // Heard below, when the home lane's facts are on their way.
  numbering.catch(() => undefined)
  const heads: LaneHead[] = [[lane, head + home.length]]
  const copy = async (into: string, rows: Cell[][]) => {
    if (rows.length > 0) await line.add(session.copy(into, rows))
  }
  await copy(FACTS, factRows(lane, home, { head: head + home.length, moment }))
  let last: AuditRow | undefined
  const chain = links[Symbol.iterator]()
  const sendLinks = async (): Promise<boolean> => {
    const { value: some, done } = chain.next()
    if (done) return false
    last = some.at(-1)
    await copy(
      AUDIT,
      some.map((one) => [lane, one.seq, moment, one.what, one.intent, one.row, one.hash]),
    )
    return true
  }
  await sendLinks()
  const headOf = await numbering
  await copy(
    FACTS,
    followers.flatMap(({ lane: name, facts: own }) => {
      const newest = headOf.get(name)
      assert(newest !== undefined && newest >= own.length, `${name} was not numbered`)
      heads.push([name, newest])
      return factRows(name, own, { head: newest, moment })
    }),
  )
  while (await sendLinks());
  if (last) await line.add(session.query(HOME, [lane, head + home.length, last.seq, last.hash]))
  else assert(facts.length === 0, `facts of ${lane} without an audit row`)
  return heads
}

async function numbered(
  session: Session,
  followers: WrittenRest['facts'],
): Promise<ReadonlyMap<string, number>> {
  if (followers.length === 0) return new Map()
  const names = followers.map(({ lane }) => lane)
  const counts = followers.map(({ facts }) => facts.length)
  const { rows } = await session.query<Numbered>(FOLLOWERS, [names, counts])
  return new Map(rows.map(({ name, head }) => [name, head]))
}

const factRows = (
  lane: string,
  facts: readonly WrittenFact[],
  { head, moment }: { head: number; moment: string },
): Cell[][] =>
  facts.map(({ key, kind, value, intent }, at) => [
    lane,
    head - facts.length + 1 + at,
    key,
    kind,
    value,
    intent,
    moment,
  ])
