import { createSignal } from 'solid-js'
import { metresBetween, type Place } from '../../schema/place.ts'
import { openingOf } from '../../schema/store.ts'
import type { Live } from '../bind/live.ts'
import { type NearbyStore, nearbyStores } from './api.ts'
import { env } from './env.ts'

export type Nearby = { at: number; stores: NearbyStore[] }

const KEY = 'nearby'
const [known, setKnown] = createSignal<Nearby>()
const [failed, setFailed] = createSignal(false)

/** Shops around the chosen place as last heard of; undefined before the first answer ever. */
export const nearby = known
/** The last question had no answer: what is shown is old, or nothing. */
export const nearbyFailed = failed

/** Shows what this device remembers: names of shops are known before anybody has asked for the list. */
export async function recallNearby(live: Live): Promise<void> {
  if (known()) return
  const kept = (await live.replica.kv.get(KEY)) as Nearby | undefined
  if (kept && !known()) setKnown(kept)
}

/** Shows what this device remembers at once, then asks. */
export async function lookNearby(live: Live, place: Place | undefined): Promise<void> {
  await recallNearby(live)
  const answer = await nearbyStores(place)
  setFailed(!answer.ok)
  if (!answer.ok) return
  // What the worker kept is as old as it says, not new because it was read again.
  const fresh = { at: answer.saidAt ?? env.now(), stores: answer.value }
  setKnown(fresh)
  // Whoever asked may have signed out meanwhile; what could not be kept is asked for again.
  await live.replica.kv.set(KEY, fresh).catch(() => {})
}

export const metresTo = (store: NearbyStore, place: Place | undefined): number =>
  place ? metresBetween(store.place, place) : (store.metres ?? 0)

/** Open shops first, then by distance; those that do not come this far are left out. */
export function inReach(stores: readonly NearbyStore[], place: Place | undefined, now: number) {
  const all = stores
    .map((store) => ({ store, metres: metresTo(store, place), opening: openingOf(store, now) }))
    .filter(({ store, metres }) => !place || metres <= store.zoneMetres)
    .sort((a, b) => a.metres - b.metres)
  return {
    open: all.filter(({ opening }) => opening.open),
    closed: all.filter(({ opening }) => !opening.open),
  }
}

/** The areas that shops serve, each with the middle of its shops. */
export function areasOf(
  stores: readonly NearbyStore[],
): { label: string; place: Place; shops: number }[] {
  const areas = new Map<string, NearbyStore[]>()
  for (const store of stores) {
    const label = store.area.split(',').at(-1)?.trim() ?? store.area
    areas.set(label, [...(areas.get(label) ?? []), store])
  }
  const middle = (numbers: number[]) =>
    Math.round(numbers.reduce((sum, each) => sum + each, 0) / numbers.length)
  return [...areas.entries()]
    .map(([label, shops]) => ({
      label,
      shops: shops.length,
      place: {
        latE6: middle(shops.map(({ place }) => place.latE6)),
        lngE6: middle(shops.map(({ place }) => place.lngE6)),
      },
    }))
    .sort((a, b) => a.label.localeCompare(b.label))
}
