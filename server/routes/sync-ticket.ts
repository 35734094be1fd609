import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { signedIn } from '../http/bearer.ts'
import { factory } from '../http/factory.ts'
import { problem } from '../http/problem.ts'
import { answers } from '../http/validate.ts'

export const askTicket = factory.createHandlers(
  describeRoute({
    tags: ['sync'],
    summary: 'Get a ticket for `WS /sync?ticket=…`',
    description: 'Works once, for thirty seconds, as this person on this device.',
    responses: answers(v.object({ ticket: v.string(), expiresAt: v.number() }), 'not-signed-in'),
  }),
  signedIn,
  async (c) => {
    const identity = c.get('identity')
    if (!identity) throw problem('not-signed-in')
    return c.json(await c.get('parts').session.ticket(identity))
  },
)
