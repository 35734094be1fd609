import type { FoundIntent } from '../../model/pending.ts'
import { hostStoreSuite } from '../testing/host-store-suite.ts'
import { memoryHostStore, memoryRows } from './memory.ts'

hostStoreSuite('memory', async () => {
  const found: FoundIntent[] = []
  let isBroken = false
  const store = memoryHostStore(memoryRows(), (all) => {
    if (isBroken && all.length > 0) throw new Error('the sink is broken')
    found.push(...all)
  })
  return {
    store,
    found: async () => found,
    breakSink: () => {
      isBroken = true
    },
  }
})
