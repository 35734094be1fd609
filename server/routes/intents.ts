import { describeRoute } from 'hono-openapi'
import type pg from 'pg'
import * as v from 'valibot'
import { signedIn } from '../http/bearer.ts'
import { factory } from '../http/factory.ts'
import { problem } from '../http/problem.ts'
import { answers, validate } from '../http/validate.ts'

const IntentSchema = v.object({
  intent: v.string(),
  state: v.picklist(['pending', 'accepted', 'refused', 'review']),
  reason: v.optional(v.string()),
  /** What the author was told, byte for byte what their `user:` lane carries. */
  answer: v.optional(v.any()),
})
type Standing = v.InferOutput<typeof IntentSchema>

export const intentStanding = factory.createHandlers(
  describeRoute({
    tags: ['sync'],
    summary: 'What became of one intent of mine',
    responses: answers(IntentSchema, 'not-signed-in', 'not-found'),
  }),
  signedIn,
  validate('param', v.object({ id: v.pipe(v.string(), v.uuid()) })),
  async (c) => {
    const person = c.get('identity')?.person ?? ''
    const found = await standingOf(c.get('parts').pool, c.req.valid('param').id, person)
    if (!found) throw problem('not-found')
    return c.json(found)
  },
)

/** One statement: an intent leaves `pending` in the transaction that gives it an outcome. */
async function standingOf(
  pool: pg.Pool,
  id: string,
  author: string,
): Promise<Standing | undefined> {
  const { rows } = await pool.query<{
    state: Standing['state']
    reason?: string
    answer?: unknown
  }>(
    `SELECT verdict AS state, reason, answer FROM outcomes WHERE intent = $1 AND author = $2
     UNION ALL SELECT 'pending', NULL, NULL FROM pending WHERE intent = $1 AND author = $2 LIMIT 1`,
    [id, author],
  )
  const [row] = rows
  if (!row) return undefined
  const { state, reason, answer } = row
  return { intent: id, state, ...(reason && { reason }), ...(answer != null && { answer }) }
}
