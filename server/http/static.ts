import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import { type AppEnv, factory } from './factory.ts'
import { readLinks } from './links.ts'

const YEAR_SECONDS = 31_536_000

const cache = (rule: string) =>
  factory.createMiddleware(async (c, next) => {
    await next()
    if (c.res.status < 400) c.header('cache-control', rule)
  })

/**
 * The built app, brotli where the browser takes it. Files under `/assets/` carry their hash in their name; all else is
 * asked again each time. A path without an extension is a screen: it gets `index.html`, and the app finds its way.
 */
export function staticFiles(root: string) {
  const files = serveStatic<AppEnv>({ root, precompressed: true })
  const page = serveStatic<AppEnv>({
    root,
    precompressed: true,
    rewriteRequestPath: () => '/index.html',
  })
  const linksFor = readLinks(root)
  return new Hono<AppEnv>()
    .get('/assets/*', cache(`public, max-age=${YEAR_SECONDS}, immutable`), files)
    .get('*', cache('no-cache'), etag(), async (c, next) => {
      if (/\.\w+$/.test(c.req.path)) return files(c, next)
      const links = linksFor(c.req.path, c.req.header('accept-language') ?? '')
      if (links) {
        c.header('link', links)
        c.header('vary', 'Accept-Language', { append: true })
      }
      return page(c, next)
    })
}
