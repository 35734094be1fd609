import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FRAME_FACTS } from '../model/follow.ts'
import { COMPACT_BEYOND, feedReader } from './read-feed.ts'
import { laneFacts } from './testing/lane-facts.ts'

const numbered = (count: number, keys: number) =>
  Array.from({ length: count }, (_, n) => [`k${n % keys}`, n] as const)

test('a follower who is near gets every fact, in order and without gaps', async () => {
  const lanes = laneFacts()
  lanes.append('a', ...numbered(FRAME_FACTS + 20, 3))
  const read = feedReader(lanes.store)
  const first = await read('a', 0)
  expect(first).toMatchObject({
    from: 0,
    through: FRAME_FACTS,
    head: FRAME_FACTS + 20,
    compacted: false,
  })
  expect(first.facts.map(({ seq }) => seq)).toEqual(
    Array.from({ length: FRAME_FACTS }, (_, n) => n + 1),
  )
  const rest = await read('a', first.through)
  expect(rest).toMatchObject({ through: FRAME_FACTS + 20, compacted: false })
  expect(rest.facts).toHaveLength(20)
})

test('a follower who is far behind gets the latest fact of each key, and then is at the head', async () => {
  const lanes = laneFacts()
  lanes.append('a', ...numbered(50 * COMPACT_BEYOND, 300))
  const frame = await feedReader(lanes.store)('a', 0)
  expect(frame).toMatchObject({
    compacted: true,
    through: 50 * COMPACT_BEYOND,
    head: 50 * COMPACT_BEYOND,
  })
  expect(new Map(frame.facts.map(({ key, value }) => [key, value]))).toEqual(lanes.folded('a'))
})

test('whoever is at the head, or ahead of it, gets an empty frame and keeps the cursor', async () => {
  const lanes = laneFacts()
  lanes.append('a', ['k', 1])
  const read = feedReader(lanes.store)
  expect(await read('a', 1)).toMatchObject({ from: 1, through: 1, head: 1, facts: [] })
  expect(await read('a', 7)).toMatchObject({ from: 7, through: 7, head: 1, facts: [] })
  expect(await read('nobody', 0)).toMatchObject({ through: 0, head: 0, facts: [] })
})

test('followers who stand at the same place share one read', async () => {
  const lanes = laneFacts()
  lanes.append('a', ...numbered(10, 10))
  const read = feedReader(lanes.store)
  await Promise.all(Array.from({ length: 100 }, () => read('a', 3, 10)))
  expect(lanes.reads).toEqual(['after 3'])
})

test('the list of latest facts is built once and then grows by what is new', async () => {
  const lanes = laneFacts()
  lanes.append('a', ...numbered(5 * COMPACT_BEYOND, 10))
  const read = feedReader(lanes.store)
  await read('a', 0)
  lanes.append('a', ['k3', -1], ['new', -2])
  const frame = await read('a', 0)
  expect(new Map(frame.facts.map(({ key, value }) => [key, value]))).toEqual(lanes.folded('a'))
  expect(lanes.reads.filter((one) => one.startsWith('latest'))).toEqual([
    'latest 0',
    `latest ${5 * COMPACT_BEYOND}`,
  ])
})

test('however the lane grows while it is read, the reader ends with what the lane says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ grow: fc.nat(1500), keys: fc.integer({ min: 1, max: 900 }) }), {
        maxLength: 8,
      }),
      fc.nat(50),
      async (steps, cursorLag) => {
        const lanes = laneFacts()
        const read = feedReader(lanes.store)
        const shown = new Map<string, unknown>()
        let cursor = 0
        const take = async () => {
          const frame = await read('a', cursor)
          expect(frame.from).toBe(cursor)
          expect(frame.through).toBeGreaterThanOrEqual(frame.facts.at(-1)?.seq ?? cursor)
          if (!frame.compacted) {
            expect(frame.facts.map(({ seq }) => seq)).toEqual(
              frame.facts.map((_, n) => cursor + n + 1),
            )
          }
          for (const { key, value } of frame.facts) shown.set(key, value)
          cursor = frame.through
          return frame.through < frame.head
        }
        for (const [turn, { grow, keys }] of steps.entries()) {
          lanes.append('a', ...numbered(grow, keys))
          if ((turn + cursorLag) % 2) await take()
        }
        while (await take());
        expect(shown).toEqual(lanes.folded('a'))
      },
    ),
    { numRuns: 100 },
  )
})
