import type { openingOf, Store } from '../../schema/store.ts'
import { nextOpening } from '../words/clock.ts'
import { dotted } from '../words/dotted.ts'
import { distance, rupees } from '../words/figures.ts'
import { say } from '../words/say.ts'
import { nowish } from './env.ts'
import { deliveryMinutes } from './promise.ts'

/** "420 m · 20–30 min · free above ₹300", or "Opens 6 am" while it is closed. */
export function shopLine(
  store: Store,
  { metres, opening }: { metres: number | undefined; opening: ReturnType<typeof openingOf> },
): string {
  if (!opening.open) return closedLine(opening)
  return dotted([
    metres === undefined ? undefined : distance(metres),
    metres === undefined ? undefined : say('shop.minutes', deliveryMinutes(store, metres)),
    feeLine(store),
  ])
}

export const closedLine = (opening: { opens?: number }): string =>
  opening.opens === undefined
    ? say('shop.paused')
    : say('shop.opens', { time: nextOpening(opening.opens, nowish()) })

export function feeLine(store: Store): string {
  if (store.deliveryPaise === 0) return say('shop.deliveryFree')
  return store.freeAbovePaise === undefined
    ? say('shop.delivery', { money: rupees(store.deliveryPaise) })
    : say('shop.freeAbove', { money: rupees(store.freeAbovePaise) })
}
