import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { type Outcome, outcomesOf } from '../../engine/authority/index.ts'
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
export const intentStanding = factory.createHandlers(
  describeRoute({
    tags: ['sync'],
    summary: 'What became of one intent of mine',
    responses: answers(IntentSchema, 'not-signed-in', 'session-revoked', 'not-found'),
  }),
  signedIn,
  validate('param', v.object({ id: v.pipe(v.string(), v.uuid()) })),
  async (c) => {
    const { id } = c.req.valid('param')
    const outcome = (await outcomesOf(c.get('parts').pool, [id])).get(id)
    // Somebody else's intent is not there: ids may be guessed, and existence must not leak.
    if (!outcome || outcome.author !== c.get('identity')?.person) throw problem('not-found')
    return c.json(standing(outcome))
  },
)

function standing(outcome: Outcome): v.InferOutput<typeof IntentSchema> {
  if (outcome.state === 'pending') return { intent: outcome.intent, state: 'pending' }
  const { answer } = outcome
  const reason = answer.reason?.code ?? answer.problems?.[0]?.code
  return { intent: outcome.intent, state: answer.verdict, ...(reason && { reason }), answer }
}
