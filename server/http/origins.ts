import type { MiddlewareHandler } from 'hono'
import { cors } from 'hono/cors'

/**
 * May a page of this origin talk to us with a session? Ours may, and those of `ORIGINS`. A request without an origin
 * comes from no browser page: there the token or ticket alone decides.
 */
export function mayCall(
  origin: string | undefined,
  { host, allowed }: { host: string | undefined; allowed: readonly string[] },
): boolean {
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}

/** Pages of other origins may read answers if they are named; if none is, no answer needs to say so. */
export const openTo = (origins: readonly string[]): MiddlewareHandler =>
  origins.length === 0
    ? (_, next) => next()
    : cors({ origin: [...origins], credentials: true, maxAge: 600 })
