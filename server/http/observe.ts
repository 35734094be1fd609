import { randomUUID } from 'node:crypto'
import { routePath } from 'hono/route'
import { clientAddress } from './client-address.ts'
import { type AppParts, factory } from './factory.ts'

const SLOW_MS = 1_000

/** Gives each request its parts and an id, and notes how it went: never a query, a body or a header. */
export const observe = (parts: AppParts) =>
  factory.createMiddleware(async (c, next) => {
    const began = performance.now()
    const given = c.req.header('x-request-id')
    const requestId = given && /^[\w-]{8,64}$/.test(given) ? given : randomUUID()
    c.set('parts', parts)
    c.set('requestId', requestId)
    c.set('address', clientAddress(c))
    c.header('x-request-id', requestId)
    await next()
    const ms = performance.now() - began
    const { method, path } = c.req
    const { status } = c.res
    parts.metrics.request({ method, route: routePath(c), status, seconds: ms / 1000 })
    const said = { requestId, method, path, status, ms: Math.round(ms) }
    if (ms > SLOW_MS) parts.log.warn(said, 'a slow request')
    else parts.log.debug(said, 'a request')
  })
