import { createSignal } from 'solid-js'
import { catalogLane } from '../../schema/lanes.ts'
import type { Live } from '../bind/live.ts'
import { env } from './env.ts'
import { wareOf } from './shelf.ts'

/** Something sold out that this person wants to hear of again. */
export type Wanted = { store: string; sku: string; at: number; told?: true }

/** So many are remembered; the oldest wish makes room. */
const WANTED = 100
const KEY = 'tell-me'

const [wanted, setWanted] = createSignal<readonly Wanted[]>([])
const isSame = (a: Pick<Wanted, 'store' | 'sku'>, b: Pick<Wanted, 'store' | 'sku'>) =>
  a.store === b.store && a.sku === b.sku

export const isWanted = (store: string, sku: string): boolean =>
  wanted().some((one) => isSame(one, { store, sku }))

/**
 * Reads the wishes of whoever uses this device now and follows their shops. The server knows nothing of them: the
 * device itself looks, whenever it is open and hears from the shop.
 */
export async function readWanted(live: Live): Promise<void> {
  setWanted(((await live.replica.kv.get(KEY)) as Wanted[] | undefined) ?? [])
  for (const store of new Set(wanted().map((one) => one.store))) {
    await live.replica.follow(catalogLane(store))
  }
}

export async function want(live: Live, store: string, sku: string, yes: boolean): Promise<void> {
  const others = wanted().filter((one) => !isSame(one, { store, sku }))
  const next = yes ? [...others, { store, sku, at: env.now() }].slice(-WANTED) : others
  setWanted(next)
  await live.replica.kv.set(KEY, next)
}

/** Said once; it stays among what is back until it has been seen. */
export async function markTold(live: Live, told: Wanted): Promise<void> {
  setWanted(wanted().map((one) => (isSame(one, told) ? { ...one, told: true } : one)))
  await live.replica.kv.set(KEY, wanted())
}

/** Wishes that came true: a fact says there is some again. */
export const backAgain = (live: Live): Wanted[] =>
  wanted().filter(({ store, sku }) => {
    const ware = wareOf(live, store, sku)
    return ware?.price !== undefined && ware.product.active && ware.band !== 'out'
  })
