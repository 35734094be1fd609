import * as v from 'valibot'
import type { Instant } from '../engine/model/env.ts'
import { Names } from './names.ts'
import { Place } from './place.ts'

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
export const StoreId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{1,39}$/))
export const Sku = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,59}$/))

export const TINTS = ['turmeric', 'chilli', 'betel', 'indigo', 'tamarind', 'lotus'] as const

/** What a shop says of itself. Minutes are of the day in Asia/Kolkata; a range may not pass midnight. */
export const StoreSettings = v.strictObject({
  names: Names,
  area: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
  phone: v.optional(v.pipe(v.string(), v.maxLength(20))),
  place: Place,
  tint: v.picklist(TINTS),
  hours: v.pipe(v.array(v.strictObject({ fromMinute: whole, toMinute: whole })), v.maxLength(6)),
  /** Days it stays shut, as `2026-11-08`. */
  closures: v.pipe(v.array(v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/))), v.maxLength(60)),
  paused: v.boolean(),
  zoneMetres: whole,
  prepareMinutes: whole,
  minimumPaise: whole,
  deliveryPaise: whole,
  /** Delivery costs nothing from this much on; absent: never free. */
  freeAbovePaise: v.optional(whole),
  deliveryTaxBp: whole,
})
export type StoreSettings = v.InferOutput<typeof StoreSettings>

/** A shop as the fact `store.set` carries it. */
export type Store = StoreSettings & { store: string; version: number }

const IST_MINUTES = 330
const DAY_MINUTES = 1440

/** Open now, or the next opening (`undefined`: not within the coming week). Shops live on Indian Standard Time. */
export function openingOf(
  store: Pick<StoreSettings, 'hours' | 'closures' | 'paused'>,
  now: Instant,
): { open: true; closes: Instant } | { open: false; opens?: Instant } {
  const local = Math.floor(now / 60_000) + IST_MINUTES
  const today = Math.floor(local / DAY_MINUTES)
  const at = (day: number, minute: number): Instant =>
    (day * DAY_MINUTES + minute - IST_MINUTES) * 60_000
  for (let day = today; day <= today + 7; day++) {
    const date = new Date(day * DAY_MINUTES * 60_000).toISOString().slice(0, 10)
    if (store.closures.includes(date)) continue
    for (const { fromMinute, toMinute } of [...store.hours].sort(
      (a, b) => a.fromMinute - b.fromMinute,
    )) {
      if (now >= at(day, toMinute)) continue
      if (now < at(day, fromMinute) || store.paused) {
        if (now < at(day, fromMinute)) return { open: false, opens: at(day, fromMinute) }
        continue
      }
      return { open: true, closes: at(day, toMinute) }
    }
  }
  return { open: false }
}
