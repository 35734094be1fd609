import { factStoreSuite } from './fact-store-suite.ts'
import { laneFacts } from './lane-facts.ts'

factStoreSuite('lanes in memory', () => {
  const { store, append } = laneFacts()
  return { store, append: async (lane, ...facts) => append(lane, ...facts) }
})
