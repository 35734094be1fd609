import type { FoundIntent } from '../../model/pending.ts'
import { hostStoreSuite } from '../testing/host-store-suite.ts'
import { memoryHostStore, memoryRows } from './memory.ts'

hostStoreSuite('memory', async () => {
  const found: FoundIntent[] = []
  let isBroken = false
  const rows = memoryRows()
  const store = memoryHostStore(rows, (all) => {
    if (isBroken && all.length > 0) throw new Error('the sink is broken')
    found.push(...all)
  })
  return {
    store,
    found: async () => found,
    counted: async (person) =>
      Object.fromEntries(
        [...rows.counted]
          .map(([key, count]) => [key.split(' '), count] as const)
          .flatMap(([[who = '', reason = ''], count]) => (who === person ? [[reason, count]] : [])),
      ),
    keptBytes: async (person) =>
      [...rows.quarantine.values()]
        .filter((row) => row.person === person)
        .reduce((sum, { bytes }) => sum + (bytes?.length ?? 0), 0),
    breakSink: () => {
      isBroken = true
    },
  }
})
