import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import { factory } from '../http/factory.ts'
import { problem } from '../http/problem.ts'
import { answers } from '../http/validate.ts'

export const healthz = factory.createHandlers(
  describeRoute({
    tags: ['operations'],
    summary: 'Is the process alive',
    responses: answers(v.object({ ok: v.literal(true) })),
  }),
  (c) => c.json({ ok: true as const }),
)

export const readyz = factory.createHandlers(
  describeRoute({
    tags: ['operations'],
    summary: 'Can this node serve: Postgres, bus, shards',
    responses: answers(v.object({ ready: v.literal(true) }), 'not-ready'),
  }),
  async (c) => {
    const why = await c.get('parts').unready()
    if (why.length > 0) throw problem('not-ready', { params: { why }, retryAfterSeconds: 1 })
    return c.json({ ready: true as const })
  },
)

export const metrics = factory.createHandlers(
  describeRoute({
    tags: ['operations'],
    summary: 'Numbers for Prometheus',
    responses: { 200: { description: 'Prometheus text format' } },
  }),
  async (c) => {
    const { registry } = c.get('parts').metrics
    return c.body(await registry.metrics(), 200, { 'content-type': registry.contentType })
  },
)
