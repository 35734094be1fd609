import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import type { JSONValue } from 'hono/utils/types'
import type { AppEnv } from './factory.ts'

/** Public JSON that may be kept but is asked for anew each time: 304 and no body while it is what the asker has. */
export function sendTagged<T>(c: Context<AppEnv>, body: T) {
  const text = JSON.stringify(body)
  // Weak, because it may be compressed on its way.
  const tag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  c.header('etag', tag)
  c.header('cache-control', 'public, no-cache')
  if (c.req.header('if-none-match')?.includes(tag)) return c.body(null, 304)
  return c.json(body as T & JSONValue)
}
