import { busSuite } from './bus.suite.ts'
import { localBus } from './local.ts'

busSuite('local', async () => {
  const bus = localBus()
  return [bus, bus]
})
