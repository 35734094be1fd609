import { nameIn } from '../../schema/names.ts'
import type { Store } from '../../schema/store.ts'
import type { Live } from '../bind/live.ts'
import { language } from '../words/say.ts'
import { nearby } from './nearby.ts'
import { storeFact } from './shelf.ts'

/** What is known of a shop: its own facts, else the list of shops nearby. */
export const knownStore = (live: Live, store: string): Store | undefined =>
  storeFact(live, store) ?? nearby()?.stores.find((listed) => listed.store === store)

/** A shop's name in the person's language; its id if this device has never heard its name. */
export function shopName(live: Live, store: string): string {
  const known = knownStore(live, store)
  return known ? nameIn(known.names, language()) : store
}
