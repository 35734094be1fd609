import type { Area } from '../../model/area.ts'
import { assert } from '../../model/assert.ts'
import type { Env } from '../../model/env.ts'
import type { LaneHead, Written } from '../store.ts'
import { appendFacts } from './append-facts.ts'
import { inFlight } from './in-flight.ts'
import type { Session } from './session.ts'
import { writeRecords } from './write-records.ts'

/** As many as a batch has, so that Postgres never waits for the next to be put together: twelve areas, seven more. */
const STATEMENTS_IN_FLIGHT = 20

/**
 * Writes a decided batch, set by set: rows area by area, the home lane's number and chain, followers' numbers in name
 * order, facts, records. One transaction: all of it is true, or none.
 */
export async function writeBatch(
  session: Session,
  written: Written,
  {
    lane,
    head,
    areas,
    fault,
    sent,
  }: {
    lane: string
    head: number
    areas: readonly Area[]
    fault: Env['fault']
    sent?: (() => void) | undefined
  },
): Promise<LaneHead[]> {
  const line = inFlight(STATEMENTS_IN_FLIGHT)
  for (const { area: name, rows } of written.rows) {
    const area = areas.find((one) => one.name === name)
    assert(area, `no area ${name}`)
    await line.add(area.write(session, [...rows]))
    if (area.written) await fault(area.written)
  }
  const heads = await appendFacts(session, written, { lane, head, line })
  await fault('K11')
  await writeRecords(session, written, { lane, line })
  sent?.()
  await line.end()
  await fault('K12')
  return heads
}
