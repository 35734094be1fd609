import { catalogLane } from '../../schema/lanes.ts'
import type { Live } from '../bind/live.ts'

/** Shops whose shelves are kept fresh on this device: the last this many that were opened. */
export const OPENED_SHOPS = 40
const KEY = 'opened-shops'

export const openedShops = async (live: Live): Promise<string[]> =>
  ((await live.replica.kv.get(KEY)) as string[] | undefined) ?? []

/** The shop somebody looks at comes first; it can be browsed and searched without a network from now on. */
export async function rememberShop(live: Live, store: string): Promise<void> {
  const known = await openedShops(live)
  if (known[0] === store) return
  const kept = [store, ...known.filter((other) => other !== store)].slice(0, OPENED_SHOPS)
  await live.replica.kv.set(KEY, kept)
}

/** After a start: the shelves of these shops are followed again, and of those with something in the cart in any case. */
export async function followOpened(live: Live, saving: boolean): Promise<void> {
  const carts = live.replica.documents('cart').map(({ about }) => String(about.store))
  const opened = saving ? [] : await openedShops(live)
  for (const store of new Set([...carts, ...opened])) await live.replica.follow(catalogLane(store))
}
