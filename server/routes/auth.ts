import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { Phone } from '../../schema/phone.ts'
import { signedIn } from '../http/bearer.ts'
import { factory } from '../http/factory.ts'
import { mayCall } from '../http/origins.ts'
import { problem } from '../http/problem.ts'
import { forgetRefresh, keepRefresh, readRefresh } from '../http/refresh-cookie.ts'
import { answers, validate } from '../http/validate.ts'
import { PresentedDevice } from '../session/devices.ts'

const RESEND_MS = 30_000

const Roles = v.array(
  v.object({ person: v.string(), scope: v.string(), role: v.string(), status: v.string() }),
)
const PersonSchema = v.object({
  id: v.string(),
  phone: v.string(),
  name: v.optional(v.string()),
  sealKey: v.string(),
})
const SignedInSchema = v.object({
  accessToken: v.string(),
  expiresAt: v.number(),
  person: PersonSchema,
  device: v.string(),
  roles: Roles,
})
const MeSchema = v.omit(SignedInSchema, ['accessToken', 'expiresAt'])

/** Refresh and sign-out act by the cookie alone, so only pages of ours may ask. */
const ownPage = factory.createMiddleware(async (c, next) => {
  const { origins } = c.get('parts').config
  const host = c.req.header('host')
  if (!mayCall(c.req.header('origin'), { host, allowed: origins }))
    throw problem('origin-forbidden')
  await next()
})

export const askCode = factory.createHandlers(
  describeRoute({
    tags: ['sign-in'],
    summary: 'Ask for a sign-in code',
    description:
      'Sends six digits to a phone, known or not. In the demo the answer has the code too.',
    responses: answers(
      v.object({
        phone: v.string(),
        expiresAt: v.number(),
        resendAt: v.number(),
        code: v.optional(v.string()),
      }),
      'invalid-body',
      'too-many-codes',
      'code-not-sent',
      'no-sender',
    ),
  }),
  validate('json', v.object({ phone: Phone })),
  async (c) => {
    const { config, session, log } = c.get('parts')
    const { phone } = c.req.valid('json')
    const asked = await session.ask(phone, c.get('address')).catch((err) => {
      log.warn({ err, requestId: c.get('requestId') }, 'a sign-in code could not be sent')
      throw problem('code-not-sent')
    })
    if (!asked.ok) {
      const wait = 'retryAfterSeconds' in asked ? asked.retryAfterSeconds : undefined
      throw problem(asked.code, wait === undefined ? {} : { retryAfterSeconds: wait })
    }
    const { code, expiresAt } = asked
    const resendAt = Date.now() + RESEND_MS
    return c.json({ phone, expiresAt, resendAt, ...(config.demo && { code }) })
  },
)

export const verifyCode = factory.createHandlers(
  describeRoute({
    tags: ['sign-in'],
    summary: 'Sign in with a code',
    description:
      'A first sign-in makes the person. The refresh token is set as an HttpOnly cookie.',
    responses: answers(
      SignedInSchema,
      'invalid-body',
      'wrong-code',
      'code-expired',
      'too-many-tries',
    ),
  }),
  validate(
    'json',
    v.object({
      phone: Phone,
      code: v.pipe(v.string(), v.trim(), v.regex(/^\d{6}$/, 'six digits')),
      device: PresentedDevice,
    }),
  ),
  async (c) => {
    const { phone, code, device } = c.req.valid('json')
    const verified = await c.get('parts').session.verify(phone, code, device)
    if (!verified.ok) {
      throw problem(verified.code, 'left' in verified ? { params: { left: verified.left } } : {})
    }
    keepRefresh(c, verified.refresh)
    return c.json(verified.body)
  },
)

export const refresh = factory.createHandlers(
  describeRoute({
    tags: ['sign-in'],
    summary: 'Get a new access token by the cookie',
    description:
      'Rotates the cookie. The answer names the person; `person`, if sent, must be the same.',
    responses: answers(SignedInSchema, 'session-expired', 'session-revoked', 'person-mismatch'),
  }),
  ownPage,
  async (c) => {
    const token = readRefresh(c)
    if (!token) throw problem('session-expired')
    const { person } = v.parse(Believed, await c.req.json().catch(() => ({})))
    const refreshed = await c.get('parts').session.refresh(token, person)
    if (!refreshed.ok) {
      if (refreshed.code !== 'person-mismatch') forgetRefresh(c)
      throw problem(refreshed.code)
    }
    keepRefresh(c, refreshed.refresh)
    return c.json(refreshed.body)
  },
)

/** The body is optional here: who sends none believes nothing. */
const Believed = v.fallback(v.object({ person: v.optional(v.string()) }), {})

export const signOut = factory.createHandlers(
  describeRoute({
    tags: ['sign-in'],
    summary: 'End this session',
    responses: answers(undefined, 'origin-forbidden'),
  }),
  ownPage,
  async (c) => {
    const token = readRefresh(c)
    const identity = c.get('identity')
    await c.get('parts').session.signOut({ ...(token && { token }), ...(identity && { identity }) })
    forgetRefresh(c)
    return c.body(null, 204)
  },
)

export const me = factory.createHandlers(
  describeRoute({
    tags: ['sign-in'],
    summary: 'Who is asking',
    responses: answers(MeSchema, 'not-signed-in', 'session-revoked'),
  }),
  signedIn,
  async (c) => {
    const identity = c.get('identity')
    const found = identity && (await c.get('parts').session.me(identity))
    if (!found) throw problem('not-signed-in')
    return c.json(found)
  },
)

export const eraseMe = factory.createHandlers(
  describeRoute({
    tags: ['sign-in'],
    summary: 'Erase the person who asks',
    description:
      'Their phone, name, devices, documents and key are gone for good, and their sessions end. What was decided (orders, payments) stays, without anything that leads to them. `phone` must be theirs.',
    responses: answers(undefined, 'not-signed-in', 'person-mismatch'),
  }),
  signedIn,
  validate('json', v.object({ phone: Phone })),
  async (c) => {
    const { session } = c.get('parts')
    const identity = c.get('identity')
    const found = identity && (await session.me(identity))
    if (!found) throw problem('not-signed-in')
    if (found.person.phone !== c.req.valid('json').phone) throw problem('person-mismatch')
    await session.erase(identity)
    forgetRefresh(c)
    return c.body(null, 204)
  },
)
