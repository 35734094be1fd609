import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { signedIn } from '../http/bearer.ts'
import { factory } from '../http/factory.ts'
import { problem } from '../http/problem.ts'
import { answers, validate } from '../http/validate.ts'

export const listDevices = factory.createHandlers(
  describeRoute({
    tags: ['sign-in'],
    summary: 'Where this person is signed in',
    responses: answers(
      v.array(
        v.object({ id: v.string(), label: v.string(), seenAt: v.number(), sessions: v.number() }),
      ),
      'not-signed-in',
      'session-revoked',
    ),
  }),
  signedIn,
  async (c) => {
    const identity = c.get('identity')
    if (!identity) throw problem('not-signed-in')
    return c.json(await c.get('parts').session.devices(identity))
  },
)

export const removeDevice = factory.createHandlers(
  describeRoute({
    tags: ['sign-in'],
    summary: 'Sign out a device, wherever it is',
    responses: answers(undefined, 'not-signed-in', 'session-revoked', 'not-found'),
  }),
  signedIn,
  validate('param', v.object({ id: v.pipe(v.string(), v.uuid()) })),
  async (c) => {
    const identity = c.get('identity')
    if (!identity) throw problem('not-signed-in')
    const found = await c.get('parts').session.revokeDevice(identity, c.req.valid('param').id)
    if (!found) throw problem('not-found')
    return c.body(null, 204)
  },
)
