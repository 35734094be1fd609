import type { Replica } from '../../engine/replica/index.ts'
import { catalogLane } from '../../schema/lanes.ts'

/** No longer than this does anything wait for the shelves of a shop, in milliseconds. */
const SHELVES_MS = 5_000

/** Asks for the shelves of a shop whose link was followed; resolves when there is something of them to show. */
export function firstShelves(replica: Replica, shop: string): Promise<void> {
  const lane = catalogLane(shop)
  return new Promise((resolve) => {
    const done = () => {
      stop()
      clearTimeout(timer)
      resolve()
    }
    const stop = replica.on((change) => {
      if (change.what === 'lane' && change.lane === lane) done()
    })
    const timer = setTimeout(done, SHELVES_MS)
    void replica.follow(lane).then(({ through }) => through > 0 && done())
  })
}
