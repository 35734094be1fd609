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
    responses: answers(
      v.object({ ticket: v.string(), expiresAt: v.number() }),
      'not-signed-in',
      'session-revoked',
      'session-expired',
      'suspended',
    ),
  }),
  signedIn,
  async (c) => {
    const identity = c.get('identity')
    if (!identity) throw problem('not-signed-in')
    const issued = await c.get('parts').session.ticket(identity)
    if (!issued.ok) throw problem(issued.code)
    return c.json({ ticket: issued.ticket, expiresAt: issued.expiresAt })
  },
)
