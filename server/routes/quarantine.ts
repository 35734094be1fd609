import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { isPlatformAdmin } from '../../schema/roles.ts'
import { signedIn } from '../http/bearer.ts'
import { factory } from '../http/factory.ts'
import { problem } from '../http/problem.ts'
import { answers, validate } from '../http/validate.ts'
import { listLetGo, listQuarantine, quarantinedBytes } from '../quarantine.ts'
import { rolesOf } from '../session/roles.ts'

const MOST = 200

const Listed = v.object({
  refused: v.array(
    v.object({
      id: v.string(),
      document: v.string(),
      sort: v.optional(v.string()),
      hash: v.string(),
      person: v.string(),
      device: v.string(),
      reason: v.string(),
      detail: v.string(),
      bytes: v.number(),
      at: v.number(),
    }),
  ),
  /** Counted instead of kept: their person had more than is kept of one. */
  letGo: v.array(
    v.object({ person: v.string(), reason: v.string(), count: v.number(), at: v.number() }),
  ),
})

const uuid = v.pipe(v.string(), v.uuid())
const Query = v.object({
  before: v.optional(uuid),
  person: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(120))),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,3}$/, 'a whole number'),
      v.transform(Number),
      v.minValue(1),
      v.maxValue(MOST),
    ),
    '50',
  ),
})

const adminsOnly = factory.createMiddleware(async (c, next) => {
  const person = c.get('identity')?.person
  if (person === undefined) throw problem('not-signed-in')
  if (!isPlatformAdmin(await rolesOf(c.get('parts').pool, person))) throw problem('admins-only')
  await next()
})

export const quarantine = factory.createHandlers(
  describeRoute({
    tags: ['admin'],
    summary: 'Changes that were refused, newest first',
    description:
      'Whose they were, from which device and why; and how many were let go, of whom so many were refused that only a count is kept. The next page is `before` the last id of this one.',
    responses: answers(Listed, 'not-signed-in', 'admins-only', 'invalid-query'),
  }),
  signedIn,
  adminsOnly,
  validate('query', Query),
  async (c) => {
    const { before, person, limit } = c.req.valid('query')
    const asked = { limit, ...(before && { before }), ...(person && { person }) }
    const { pool } = c.get('parts')
    const [refused, letGo] = await Promise.all([
      listQuarantine(pool, asked),
      listLetGo(pool, person),
    ])
    return c.json({ refused, letGo })
  },
)

export const quarantineBytes = factory.createHandlers(
  describeRoute({
    tags: ['admin'],
    summary: 'A refused change as it came, in base64',
    responses: answers(
      v.object({ bytes: v.string() }),
      'not-signed-in',
      'admins-only',
      'invalid-path',
      'not-found',
    ),
  }),
  signedIn,
  adminsOnly,
  validate('param', v.object({ id: uuid })),
  async (c) => {
    const bytes = await quarantinedBytes(c.get('parts').pool, c.req.valid('param').id)
    if (!bytes) throw problem('not-found')
    return c.json({ bytes: Buffer.from(bytes).toString('base64') })
  },
)
