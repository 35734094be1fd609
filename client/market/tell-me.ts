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

/** Whose wishes are shown: another person's, still being written, do not come onto this screen. */
let shown: Live | undefined
/** One change of the list after the other, or two taps at once would each forget the other's. */
let turn: Promise<unknown> = Promise.resolve()

/**
 * Reads the wishes of whoever uses this device now and follows their shops. The server knows nothing of them: the
 * device itself looks, whenever it is open and hears from the shop.
 */
export async function readWanted(live: Live): Promise<void> {
  shown = live
  setWanted(await keptBy(live))
  for (const store of new Set(wanted().map((one) => one.store))) {
    await live.replica.follow(catalogLane(store))
  }
}

export function want(live: Live, store: string, sku: string, yes: boolean): Promise<void> {
  return change(live, (kept) => {
    const others = kept.filter((one) => !isSame(one, { store, sku }))
    return yes ? [...others, { store, sku, at: env.now() }].slice(-WANTED) : others
  })
}

/** Said once; it stays among what is back until it has been seen. True for the one call that marked it. */
export async function markTold(live: Live, told: Wanted): Promise<boolean> {
  let isFirst = false
  await change(live, (kept) =>
    kept.map((one) => {
      if (!isSame(one, told) || one.told) return one
      isFirst = true
      return { ...one, told: true as const }
    }),
  )
  return isFirst
}

const keptBy = async (live: Live): Promise<readonly Wanted[]> =>
  ((await live.replica.kv.get(KEY)) as Wanted[] | undefined) ?? []

/** The screen shows what is kept, never what is still being written: a tab may be closed right after the tap. */
function change(live: Live, edit: (kept: readonly Wanted[]) => readonly Wanted[]): Promise<void> {
  const changed = turn.then(async () => {
    const next = edit(await keptBy(live))
    await live.replica.kv.set(KEY, next)
    if (shown === live) setWanted(next)
  })
  turn = changed.catch(() => undefined)
  return changed
}

/** Wishes that came true: a fact says there is some again. */
export const backAgain = (live: Live): Wanted[] =>
  wanted().filter(({ store, sku }) => {
    const ware = wareOf(live, store, sku)
    return ware?.price !== undefined && ware.product.active && ware.band !== 'out'
  })
