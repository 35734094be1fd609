import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { AppEnv } from './factory.ts'

/** Every way a request can be refused: its stable code, its status, and what it means to whoever reads the API. */
export const problems = {
  'malformed-json': [400, 'The body is not JSON.'],
  'invalid-body': [400, 'The body does not fit; `field` says where.'],
  'invalid-query': [400, 'A query parameter does not fit; `field` says which.'],
  'invalid-path': [400, 'A part of the path does not fit; `field` says which.'],
  'not-signed-in': [401, 'This needs a valid access token: refresh, or sign in.'],
  'wrong-code': [401, 'The code is not the one that was sent; `params.left` tries are left.'],
  'code-expired': [401, 'No code is waiting for this number: ask for one.'],
  'session-expired': [401, 'The session has ended: sign in again. Nothing on the device is lost.'],
  'session-revoked': [401, 'The session was ended from elsewhere: sign in again.'],
  'origin-forbidden': [403, 'This origin may not use the session cookie.'],
  'lane-forbidden': [403, 'This lane may not be followed by whoever asks.'],
  'admins-only': [403, 'This is for admins of the platform.'],
  suspended: [403, 'This person may not act here for now; what is on the device stays.'],
  'not-found': [404, 'There is nothing here.'],
  'person-mismatch': [409, 'The cookie belongs to another person than the browser believes.'],
  'body-too-large': [413, 'The body is larger than this route takes.'],
  'too-many-requests': [429, 'Too many requests: wait as long as Retry-After says.'],
  'too-many-codes': [429, 'Too many codes were asked for: wait as long as Retry-After says.'],
  'too-many-tries': [429, 'This code was tried five times: ask for another one.'],
  internal: [500, 'Something broke on our side; the request id finds it in our log.'],
  'code-not-sent': [502, 'The code could not be sent: try again.'],
  'no-sender': [503, 'This server has no way to send codes: its operator sets SMS_URL.'],
  'not-ready': [503, 'This node cannot serve right now; `params.why` says why.'],
} as const satisfies Record<string, readonly [ContentfulStatusCode, string]>

export type ProblemCode = keyof typeof problems

type More = {
  /** Path of the offending field, dotted. */
  field?: string
  detail?: string
  params?: Record<string, unknown>
  retryAfterSeconds?: number
}

/** Thrown, not returned, so that a handler's type says what it answers when all is well. */
export class Problem extends HTTPException {
  readonly code: ProblemCode
  readonly more: More

  constructor(code: ProblemCode, more: More = {}) {
    super(problems[code][0], { message: code })
    this.code = code
    this.more = more
  }
}

export const problem = (code: ProblemCode, more?: More) => new Problem(code, more)

/** RFC 9457. `type` leads to the page that explains the code. */
export function answerProblem(c: Context<AppEnv>, { code, more }: Problem): Response {
  const [status, title] = problems[code]
  const { retryAfterSeconds, ...said } = more
  const requestId = c.get('requestId')
  const body = { type: `/docs/errors#${code}`, title, status, code, ...said, requestId }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds)
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  return c.body(JSON.stringify(body), status, headers)
}

/** What broke is logged, with the request's id; whoever asked is told the id alone. */
export function onError(error: Error, c: Context<AppEnv>): Response {
  if (error instanceof Problem) return answerProblem(c, error)
  if (error instanceof HTTPException && error.status === 400) {
    return answerProblem(c, problem('malformed-json'))
  }
  const { log } = c.get('parts')
  log.error({ err: error, requestId: c.get('requestId'), path: c.req.path }, 'a request broke')
  return answerProblem(c, problem('internal'))
}
