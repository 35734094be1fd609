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
  await next()
  const secure = isSecure(c)
  const host = c.req.header('host') ?? 'localhost'
  const { headers } = c.res
  headers.set('content-security-policy', contentPolicy({ host: hostName(host), secure }))
  headers.set('cross-origin-opener-policy', 'same-origin')
  headers.set('cross-origin-resource-policy', 'same-origin')
  headers.set('permissions-policy', 'geolocation=(self), camera=(self), microphone=()')
  headers.set('referrer-policy', 'no-referrer')
  headers.set('x-content-type-options', 'nosniff')
  headers.set('x-frame-options', 'DENY')
  if (secure) {
    headers.set('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`)
  }
})

/** The host goes into a header, so it must be one. */
const hostName = (host: string) =>
  /^[\w.-]+(:\d+)?$|^\[[\da-f:]+\](:\d+)?$/i.test(host) ? host : 'localhost'
