import { isSecure } from './client-address.ts'
import { factory } from './factory.ts'

const YEAR_SECONDS = 31_536_000

/** What a page of ours may do: nothing that is not listed. No nonces: nothing is inline. */
export function contentPolicy({ host, secure }: { host: string; secure: boolean }): string {
  const socket = `${secure ? 'wss' : 'ws'}://${host}`
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    `connect-src 'self' ${socket}`,
    "img-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}

export const securityHeaders = factory.createMiddleware(async (c, next) => {
  const secure = isSecure(c)
  const host = c.req.header('host') ?? 'localhost'
  // Before the answer is made, which then is made with them: changing one that is there costs more than making it.
  c.header('content-security-policy', contentPolicy({ host: hostName(host), secure }))
  c.header('cross-origin-opener-policy', 'same-origin')
  c.header('cross-origin-resource-policy', 'same-origin')
  c.header('permissions-policy', 'geolocation=(self), camera=(self), microphone=()')
  c.header('referrer-policy', 'no-referrer')
  c.header('x-content-type-options', 'nosniff')
  c.header('x-frame-options', 'DENY')
  if (secure) c.header('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`)
  await next()
})

/** The host goes into a header, so it must be one. */
const hostName = (host: string) =>
  /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? host : 'localhost'
