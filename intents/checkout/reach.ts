import { metresBetween } from '../../schema/place.ts'
import type { Terms } from './seen.ts'
import type { CheckoutBody } from './shape.ts'

/** From the shop to the door, as the crow flies; undefined when the address has no point on the map. */
export const metresTo = ({ to }: Pick<CheckoutBody, 'to'>, terms: Terms): number | undefined =>
  to?.place && metresBetween(terms.place, to.place)
