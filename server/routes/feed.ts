import { describeRoute } from 'hono-openapi'
import * as v from 'valibot'
import type { FactsFrame } from '../../engine/model/follow.ts'
import { FRAME_FACTS } from '../../engine/model/follow.ts'
import { mayFollow } from '../../schema/lanes.ts'
import { factory } from '../http/factory.ts'
import { problem } from '../http/problem.ts'
import { answers, validate } from '../http/validate.ts'
import { rolesOf } from '../session/roles.ts'

const count = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'a whole number'), v.transform(Number))

const Query = v.object({
  lane: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
  after: v.optional(count, '0'),
  limit: v.optional(v.pipe(count, v.minValue(1), v.maxValue(FRAME_FACTS)), String(FRAME_FACTS)),
})

const FactsSchema = v.object({
  type: v.literal('facts'),
  lane: v.string(),
  from: v.number(),
  through: v.number(),
  head: v.number(),
  compacted: v.boolean(),
  facts: v.array(
    v.object({
      seq: v.number(),
      key: v.string(),
      kind: v.string(),
      value: v.any(),
      intent: v.string(),
      at: v.number(),
    }),
  ),
})

export const feed = factory.createHandlers(
  describeRoute({
    tags: ['sync'],
    summary: 'Facts of one lane after a cursor',
    description:
      'For those who cannot hold a socket. `catalog:` lanes need no sign-in. The cursor becomes `through`; ask again while it is below `head`.',
    responses: answers(
      FactsSchema,
      'invalid-query',
      'not-signed-in',
      'session-revoked',
      'lane-forbidden',
    ),
  }),
  validate('query', Query),
  async (c) => {
    const { lane, after, limit } = c.req.valid('query')
    const { pool, readFeed } = c.get('parts')
    const person = c.get('identity')?.person
    const roles = person === undefined ? [] : await rolesOf(pool, person)
    if (!mayFollow(person, roles, lane)) {
      throw problem(person === undefined ? 'not-signed-in' : 'lane-forbidden')
    }
    const frame = cut(await readFeed(lane, after), limit)
    const tag = tagOf(frame, limit)
    c.header('etag', tag)
    c.header(
      'cache-control',
      lane.startsWith('catalog:') ? 'public, no-cache' : 'private, no-cache',
    )
    c.header('vary', 'authorization', { append: true })
    if (c.req.header('if-none-match')?.includes(tag)) return c.body(null, 304)
    return c.json(frame satisfies FactsFrame)
  },
)

/** At most so many facts; `through` is then the last of them, and the rest is asked for from there. */
function cut(frame: FactsFrame, limit: number): FactsFrame {
  if (frame.facts.length <= limit) return frame
  const facts = frame.facts.slice(0, limit)
  return { ...frame, facts, through: facts.at(-1)?.seq ?? frame.from }
}

/** Facts never change, so where an answer begins and ends says what is in it; weak, because it may be compressed. */
const tagOf = ({ from, through, head }: FactsFrame, limit: number) =>
  `W/"${from}-${through}-${head}-${limit}"`
