import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { ProductFields } from '../../schema/product.ts'
import { QUERY_LENGTH } from '../../schema/search/fold.ts'
import { StoreId } from '../../schema/store.ts'
import { factory } from '../http/factory.ts'
import { sendTagged } from '../http/tagged.ts'
import { answers, validate } from '../http/validate.ts'
import { findProducts, MOST_HITS } from '../search/find-products.ts'
import { near } from './near.ts'

/** Hits when nobody says how many. */
const HITS = 20

const Query = v.object({
  q: v.pipe(v.string(), v.minLength(1), v.maxLength(QUERY_LENGTH)),
  store: v.optional(StoreId),
  near: v.optional(near),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, 'a whole number'),
      v.transform(Number),
      v.minValue(1),
      v.maxValue(MOST_HITS),
    ),
    String(HITS),
  ),
})

const at = { store: v.string(), sku: v.string(), version: v.number() }
const Hits = v.object({
  query: v.string(),
  hits: v.array(
    v.object({
      product: v.object({ ...ProductFields.entries, ...at }),
      price: v.object({ ...at, paise: v.number(), mrpPaise: v.number() }),
      band: v.picklist(['in', 'few', 'out']),
      metres: v.optional(v.number()),
      score: v.number(),
    }),
  ),
})

export const search = factory.createHandlers(
  describeRoute({
    tags: ['catalogue'],
    summary: 'Products by what somebody typed',
    description:
      'Names in three languages, brands, shelves and other words for things; begun, romanised and mistyped words are found too. Best first. `near` looks in shops around a place, `store` in one shop. Needs no sign-in.',
    responses: answers(Hits, 'invalid-query'),
  }),
  validate('query', Query),
  async (c) => {
    const { q, store, near: place, limit } = c.req.valid('query')
    const hits = await findProducts(c.get('parts').pool, {
      query: q,
      limit,
      ...(store && { store }),
      ...(place && { near: place }),
    })
    return sendTagged(c, { query: q, hits })
  },
)
