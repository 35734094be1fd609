import { localBus } from './local.ts'
import { busSuite } from './testing/bus-suite.ts'

busSuite('local', async () => {
  const bus = localBus()
  return [bus, bus]
})
