import type { Place } from '../../schema/place.ts'
import type { Live } from '../bind/live.ts'
import { env } from './env.ts'
import { seal } from './seal.ts'

/** Where the rider goes. Kept on this device only; an order carries it sealed. */
export type Address = {
  id: string
  house: string
  landmark: string
  name: string
  phone: string
  place?: Place
}

const KEY = 'address'

export const readAddress = async (live: Live): Promise<Address | undefined> =>
  (await live.replica.kv.get(KEY)) as Address | undefined

/** Another text is another address, with an id of its own. */
export async function keepAddress(live: Live, address: Omit<Address, 'id'>): Promise<void> {
  await live.replica.kv.set(KEY, { ...address, id: env.chance.uuid7() } satisfies Address)
}

/** What goes into an order: the id, the text under the person's own key, and the place to about 100 m. */
export async function sealedAddress(
  live: Live,
  address: Address,
): Promise<{ id: string; sealed: string; place?: Place } | undefined> {
  const { id, place, ...text } = address
  const sealed = await seal(live.replica, JSON.stringify(text))
  if (sealed === undefined) return undefined
  return place ? { id, sealed, place: roughly(place) } : { id, sealed }
}

/** Three decimals of a degree: enough to know whether a shop comes there, too little to find the door. */
export const roughly = ({ latE6, lngE6 }: Place): Place => ({
  latE6: Math.round(latE6 / 1000) * 1000,
  lngE6: Math.round(lngE6 / 1000) * 1000,
})

/** Where the phone is, or why it does not say. */
export function locate(): Promise<Place | 'denied' | 'unknown'> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve('unknown')
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          latE6: Math.round(coords.latitude * 1e6),
          lngE6: Math.round(coords.longitude * 1e6),
        }),
      (error) => resolve(error.code === error.PERMISSION_DENIED ? 'denied' : 'unknown'),
      { timeout: 10_000, maximumAge: 600_000 },
    )
  })
}
