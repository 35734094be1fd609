import { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import { type AppEnv, factory } from '../http/factory.ts'
import { apiPage, errorsPage, type Spec } from './page.ts'
import { style } from './style.ts'

const HOUR_SECONDS = 3600

/** The API described: `/openapi.json` for machines, `/docs` for people. */
export function docs(app: Hono<AppEnv>) {
  const spec = factory.createMiddleware(async (c, next) => {
    c.header('cache-control', `public, max-age=${HOUR_SECONDS}`)
    await next()
  })
  return new Hono<AppEnv>()
    .use('/docs/*', spec)
    .get('/openapi.json', async (c) => c.json(await generateSpecs(app, options, c)))
    .get('/docs', async (c) => c.html(apiPage((await generateSpecs(app, options, c)) as Spec)))
    .get('/docs/errors', (c) => c.html(errorsPage()))
    .get('/docs/docs.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }))
}

const options = {
  // Each route says itself what it refuses.
  defaultValidationErrorResponse: false,
  documentation: {
    info: {
      title: 'Haat API',
      version: '0.1.0',
      description:
        'Documents sync over `WS /sync`; this is the rest. Times are milliseconds since 1970, money is whole paise.',
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code'],
          properties: {
            type: { type: 'string' },
            title: { type: 'string' },
            status: { type: 'integer' },
            code: { type: 'string' },
            field: { type: 'string' },
            detail: { type: 'string' },
            params: { type: 'object' },
            requestId: { type: 'string' },
          },
        },
      },
    },
  },
} as const satisfies Parameters<typeof generateSpecs>[1]
