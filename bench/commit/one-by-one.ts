import type { Pool, PoolClient } from 'pg'
import { type OpenBatch, openBatch } from '../../engine/authority/open-batch.ts'
import type { PendingIntent } from '../../engine/authority/pending.ts'
import { appendFacts } from '../../engine/authority/postgres/append-facts.ts'
import { inFlight } from '../../engine/authority/postgres/in-flight.ts'
import type { Session } from '../../engine/authority/postgres/session.ts'
import { writeOutcomes, writeRest } from '../../engine/authority/postgres/write-records.ts'
import type { LaneHold } from '../../engine/authority/store.ts'
import { writtenBatch } from '../../engine/authority/written.ts'
import { assert } from '../../engine/model/assert.ts'
import { rulebook } from '../../intents/rulebook.ts'
import { areas } from '../../schema/areas/all.ts'
import { openPool } from '../../server/postgres/pool.ts'

/** A service that stands for the usual way: `full` writes what the product writes, `bare` leaves out facts and audit. */
export type Rows = 'full' | 'bare'

/**
 * One transaction for each question: stock and counter rows are locked in key order, the same rule decides, the same
 * rows are written by prepared statements; what only numbers facts is locked last, so that it is held as shortly as can
 * be. `callers` of them run at the same time. Gives seconds until all is answered.
 */
export async function oneByOne(
  url: string,
  asked: readonly PendingIntent[],
  { callers, rows }: { callers: number; rows: Rows },
): Promise<number> {
  const pool = openPool(url, callers)
  const began = performance.now()
  let next = 0
  const caller = async () => {
    for (let question = asked[next++]; question; question = asked[next++])
      await decideOne(pool, question, rows)
  }
  await Promise.all(Array.from({ length: callers }, caller))
  const seconds = (performance.now() - began) / 1_000
  await pool.end()
  return seconds
}

async function decideOne(pool: Pool, question: PendingIntent, rows: Rows) {
  const client = await pool.connect()
  const session = plainSession(client)
  try {
    await client.query('BEGIN')
    const known = await session.query('SELECT FROM outcomes WHERE intent = $1', [question.id])
    assert(known.rows.length === 0, `${question.id} was answered before`)
    const asked: LaneHold = {
      ...{ lane: question.lane, head: 0, auditSeq: 0, auditHash: '', at: Date.now() },
      ...{ batch: [{ ...question, attempts: 0 }], ahead: [], answered: new Map(), reused: [] },
      load: (name, by, keys) => {
        const load = areas.find((area) => area.name === name)?.load[by]
        assert(load, `no way to load ${name} by ${by}`)
        return load(session, [...keys])
      },
      commit: async () => ({ reply: 'unknown' }),
      release: async () => {},
    }
    const batch = await openBatch(asked, rulebook, async () => {})
    batch.next(1)
    for (const { area: name, rows: changed } of batch.changed())
      await areas.find((area) => area.name === name)?.write(session, changed)
    if (rows === 'full') await number(session, { asked, batch })
    else await answer(session, { asked, batch })
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

type Decided = { asked: LaneHold; batch: OpenBatch }

/** Facts, chain and outcome; the lane's row is locked only from here to COMMIT. */
async function number(session: Session, { asked, batch }: Decided) {
  const { rows } = await session.query<Pick<LaneHold, 'head' | 'auditSeq' | 'auditHash'>>(
    'SELECT head, audit_seq AS "auditSeq", audit_hash AS "auditHash" FROM lanes WHERE name = $1 FOR UPDATE',
    [asked.lane],
  )
  const lane = rows[0]
  assert(lane, `no lane ${asked.lane}`)
  const written = writtenBatch(decidedBefore(batch), { ...asked, ...lane }, rulebook)
  const place = { lane: asked.lane, at: asked.at, line: inFlight(0) }
  for (const { outcomes } of written.parts) await writeOutcomes(session, outcomes, place)
  await writeRest(session, { ...written.rest(), done: [] }, place)
  await appendFacts(session, written, { ...place, head: lane.head })
}

async function answer(session: Session, { asked, batch }: Decided) {
  const { parts } = writtenBatch(decidedBefore(batch), asked, rulebook)
  const place = { lane: asked.lane, at: asked.at, line: inFlight(0) }
  for (const { outcomes } of parts) await writeOutcomes(session, outcomes, place)
}

/** A batch whose rows are written: what is left is to record its answers. */
function decidedBefore({ decided, isCut }: OpenBatch): OpenBatch {
  const left = [...decided]
  return { decided, isCut, next: (most) => left.splice(0, most), changed: () => [] }
}

/** Statements one after the other, as services send them: prepared once, rows as VALUES. */
function plainSession(client: PoolClient): Session {
  let last: Promise<unknown> = Promise.resolve()
  const query = async <Row>(text: string, values: unknown[]) => {
    const before = last
    const sent = before.then(() => client.query({ name: nameOf(text), text, values }))
    last = sent
    return { rows: (await sent).rows as Row[] }
  }
  return {
    query,
    async copy(into, rows) {
      let at = 0
      const places = rows.map((row) => `(${row.map(() => `$${++at}`).join(', ')})`)
      await query(`INSERT INTO ${into} VALUES ${places.join(', ')}`, rows.flat())
    },
    run: (text) => client.query(text),
    end: async () => {},
  }
}

const names = new Map<string, string>()
function nameOf(text: string): string {
  const name = names.get(text) ?? `one_${names.size + 1}`
  names.set(text, name)
  return name
}
