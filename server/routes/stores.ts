import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { StoreSettings } from '../../schema/store.ts'
import { factory } from '../http/factory.ts'
import { sendTagged } from '../http/tagged.ts'
import { answers, validate } from '../http/validate.ts'
import { listedStores, nearbyStores } from '../search/nearby-stores.ts'
import { near } from './near.ts'

/** Nobody shops farther away than this, in metres. */
const FARTHEST = 50_000

const Query = v.object({
  near: v.optional(near),
  radius: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,6}$/, 'whole metres'),
      v.transform(Number),
      v.minValue(1),
      v.maxValue(FARTHEST),
    ),
  ),
})

const Listed = v.array(
  v.object({
    ...StoreSettings.entries,
    store: v.string(),
    version: v.number(),
    metres: v.optional(v.number()),
  }),
)

export const stores = factory.createHandlers(
  describeRoute({
    tags: ['catalogue'],
    summary: 'Shops, nearest first',
    description:
      'With `near` those around a place and how far they are; without it all by name. Needs no sign-in; revalidate with the ETag.',
    responses: answers(Listed, 'invalid-query'),
  }),
  validate('query', Query),
  async (c) => {
    const { near: place, radius } = c.req.valid('query')
    const { pool } = c.get('parts')
    const found = place
      ? await nearbyStores(pool, { place, ...(radius !== undefined && { metres: radius }) })
      : await listedStores(pool)
    return sendTagged(c, found)
  },
)
