import type { Area } from '../../model/area.ts'
import { assert } from '../../model/assert.ts'
import type { Env } from '../../model/env.ts'
import type { LaneHead, Written } from '../store.ts'
import { appendFacts } from './append-facts.ts'
import { inFlight } from './in-flight.ts'
import type { Session } from './session.ts'
import { writeOutcomes, writeRest } from './write-records.ts'

/** Nearly as many as a batch has, so that Postgres never waits for the next to be put together. */
const STATEMENTS_IN_FLIGHT = 64

/**
 * Writes a batch, set by set: part by part its rows, area by area, and its outcomes; then followers' numbers in name order,
 * facts, the chain and the home lane's number; then what is left. One transaction: all of it is true, or none. While Postgres
 * writes a part, the next one is decided; what it writes slowly goes early, what is made slowly goes late.
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
  const { at } = written
  for (const { rows: changed, outcomes } of written.parts) {
    for (const { area: name, rows } of changed) {
      const area = areas.find((one) => one.name === name)
      assert(area, `no area ${name}`)
      await line.add(area.write(session, [...rows]))
      if (area.written) await fault(area.written)
    }
    await writeOutcomes(session, outcomes, { lane, at, line })
  }
  const heads = await appendFacts(session, written, { lane, head, line })
  await fault('K11')
  await writeRest(session, written.rest(), { at, line })
  sent?.()
  await line.end()
  await fault('K12')
  return heads
}
