import * as v from 'valibot'

const micro = (limit: number) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(-limit * 1_000_000), v.maxValue(limit * 1_000_000))

/** A point on the earth in millionths of a degree (WGS 84), so that it is whole numbers. */
export const Place = v.strictObject({ latE6: micro(90), lngE6: micro(180) })
export type Place = v.InferOutput<typeof Place>

const EARTH_METRES = 6_371_008

/** Great-circle distance in whole metres (haversine formula, mean earth radius). */
export function metresBetween(a: Place, b: Place): number {
  const rad = (e6: number) => (e6 * Math.PI) / 180_000_000
  const half = (from: number, to: number) => Math.sin((rad(to) - rad(from)) / 2) ** 2
  const h =
    half(a.latE6, b.latE6) +
    Math.cos(rad(a.latE6)) * Math.cos(rad(b.latE6)) * half(a.lngE6, b.lngE6)
  return Math.round(2 * EARTH_METRES * Math.asin(Math.sqrt(h)))
}
