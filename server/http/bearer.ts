import { factory } from './factory.ts'
import { problem } from './problem.ts'

/** Reads the access token, if there is one. A token that is not valid is refused, not overlooked. */
export const identify = factory.createMiddleware(async (c, next) => {
  const header = c.req.header('authorization')
  if (header !== undefined) {
    const [, token] = /^Bearer ([\w.-]+)$/.exec(header) ?? []
    const identity = token === undefined ? undefined : await c.get('parts').session.identify(token)
    if (!identity) throw problem('not-signed-in')
    c.set('identity', identity)
  }
  await next()
})

/** A session that was ended from elsewhere, or with its device, ends for its access tokens too. */
export const stillIn = factory.createMiddleware(async (c, next) => {
  const identity = c.get('identity')
  const end = identity && (await c.get('parts').session.endOf(identity))
  if (end) throw problem(end)
  await next()
})

/** For routes that are somebody's. */
export const signedIn = factory.createMiddleware(async (c, next) => {
  if (!c.get('identity')) throw problem('not-signed-in')
  await next()
})
