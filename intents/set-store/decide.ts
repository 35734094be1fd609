import { accept, type Decision, refuse } from '../../engine/model/decision.ts'
import type { Asked } from '../../engine/model/kind.ts'
import { storeSet } from '../../schema/facts.ts'
import { notRunning } from '../../schema/roles.ts'
import type { SetStoreBody } from './shape.ts'

/** The version that stands; 0: there is no such shop. */
export type Seen = { version: number }

/**
 * Settings hang together, so they are taken whole and only on the version that was seen. A new shop is founded by the
 * platform's lane, whose fact is the first in the shop's own.
 */
export function decide({ version }: Seen, asked: Asked<SetStoreBody>): Decision {
  const { store, basis, settings } = asked.body
  const isNew = basis === 0
  const no = notRunning(asked, store, isNew ? [] : ['owner'])
  if (no) return refuse(no)
  if (settings.hours.some(({ fromMinute, toMinute }) => fromMinute >= toMinute || toMinute > 1440))
    return refuse('malformed', { at: 'body.settings.hours' })
  if (basis !== version) return refuse('basis-moved', { basis, now: version })
  return accept([storeSet({ ...settings, store, version: version + 1 })], {
    result: { version: version + 1 },
  })
}
