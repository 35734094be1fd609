import * as A from '@automerge/automerge'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonical, parseCanonical } from '../engine/model/canonical.ts'
import { isIntentId, readIntent, writeIntent } from '../engine/model/intent.ts'
import type { Asked } from '../engine/model/kind.ts'
import { isHomeLane } from '../schema/lanes.ts'
import { kinds, kindsByName } from './all.ts'
import { rulebook } from './rulebook.ts'
import { anyAsks, anyMarket } from './testing/anything.ts'
import { type Ask, decideAll, intentId, type Market, market, textOf } from './testing/market.ts'

/** How many markets each property is tried on; a failure prints its seed. */
const RUNS = 300

const exampleOf = (name: string): Ask => {
  const body = kindsByName.get(name)?.shape.example as { cart?: string }
  return { id: intentId(1), author: 'asha', kind: name, body, document: body.cart ?? 'requests' }
}
const copyOf = (of: Market): Market => ({ ...market(), areas: structuredClone(of.areas) })
const answersOf = (of: Market) =>
  [...of.outcomes].map(([id, { decision }]) => [id, canonical(decision)])

describe.each(kinds.map((kind) => [kind.shape.name, kind] as const))('%s', (name, kind) => {
  test('its example survives a trip through a saved document', () => {
    const intent = { v: 1 as const, kind: name, basis: [], body: kind.shape.example }
    const doc = A.change(
      A.from<{ intents: Record<string, A.ImmutableString> }>({ intents: {} }),
      (d) => {
        d.intents[intentId(1)] = new A.ImmutableString(writeIntent(intent))
      },
    )
    const kept = A.load<typeof doc>(A.save(doc)).intents[intentId(1)]
    expect(readIntent(String(kept))).toEqual({ intent })
    expect(isHomeLane(kind.lane(kind.shape.example))).toBe(true)
  })

  test('a body it cannot read is refused and writes nothing', async () => {
    const { body } = exampleOf(name)
    const broken = [
      { ...body, surprise: 1 },
      ...Object.keys(body).map((key) => ({ ...body, [key]: { no: 'such thing' } })),
      ...Object.keys(body).map((key) => ({ ...body, [key]: [-1] })),
      {},
    ]
    const to = market()
    const before = textOf(to)
    const asks = broken.map((one, n) => ({ ...exampleOf(name), id: intentId(n + 1), body: one }))
    for (const decision of await decideAll(to, asks))
      expect(decision).toMatchObject({ verdict: 'refused', reason: { code: 'malformed' } })
    expect(textOf(to)).toBe(before)
  })

  test('where there is no store and no role, nothing is accepted', async () => {
    const to = market()
    const [decision] = await decideAll(to, [exampleOf(name)])
    expect(decision?.verdict).toBe('refused')
  })
})

test('any cut into batches gives the same answers and the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyMarket,
      anyAsks(),
      fc.integer({ min: 2, max: 6 }),
      async (rows, asks, cut) => {
        const [whole, single, some] = [copyOf(rows), copyOf(rows), copyOf(rows)]
        await decideAll(whole, asks)
        await decideAll(single, asks, { size: 1 })
        await decideAll(some, asks, { size: cut })
        expect(answersOf(single)).toEqual(answersOf(whole))
        expect(answersOf(some)).toEqual(answersOf(whole))
        expect(textOf(single)).toBe(textOf(whole))
        expect(textOf(some)).toBe(textOf(whole))
      },
    ),
    { numRuns: RUNS },
  )
})

test('asked again, it answers the same and writes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyAsks(), async (rows, asks) => {
      const to = copyOf(rows)
      const first = await decideAll(to, asks)
      const written = textOf(to)
      expect(await decideAll(to, [...asks].reverse())).toEqual([...first].reverse())
      expect(textOf(to)).toBe(written)
    }),
    { numRuns: RUNS },
  )
})

test('a no and a review leave nothing written', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyAsks(6), async (rows, asks) => {
      const to = copyOf(rows)
      for (const ask of asks) {
        const before = textOf(to)
        const [decision] = await decideAll(to, [ask])
        if (decision?.verdict !== 'accepted') expect(textOf(to)).toBe(before)
      }
    }),
    { numRuns: RUNS },
  )
})

test('what was seen is plain JSON, and from it alone the answer can be given again', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyAsks(6), async (rows, asks) => {
      const to = copyOf(rows)
      await decideAll(to, asks)
      for (const { ask, decision, seen, asked } of to.outcomes.values()) {
        if (asked === undefined || seen === undefined) continue
        const again = kindsByName
          .get(ask.kind)
          ?.decide(parseCanonical(canonical(seen)), asked as Asked<unknown>)
        expect(canonical(again)).toBe(canonical(decision))
      }
    }),
    { numRuns: RUNS },
  )
})

test('last per key wins: compacted facts make the same rows as all of them', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyAsks(), async (rows, asks) => {
      const to = copyOf(rows)
      await decideAll(to, asks)
      const latest = new Map(
        to.facts.map((one) => [`${one.fact.lanes[0] ?? ''} ${one.fact.key}`, one]),
      )
      const folded = copyOf(rows)
      for (const { fact, intent } of latest.values())
        for (const rule of rulebook.areas)
          for (const row of rule.rowsOf(fact, intent))
            folded.areas.get(rule.name)?.set(rule.keyOf(row), row)
      expect(textOf(folded)).toBe(textOf(to))
    }),
    { numRuns: RUNS },
  )
})

test('a batch appends only where its lane may', async () => {
  await fc.assert(
    fc.asyncProperty(anyMarket, anyAsks(), async (rows, asks) => {
      const to = copyOf(rows)
      await decideAll(to, asks)
      const wrong = to.facts.flatMap(({ fact, intent }) => {
        const ask = to.outcomes.get(intent)?.ask as Ask
        const home = kindsByName.get(ask.kind)?.lane(ask.body) ?? ''
        return fact.lanes
          .filter((lane) => lane !== home && !rulebook.mayAppend(home, lane))
          .map((lane) => `${home} → ${lane}`)
      })
      expect(wrong).toEqual([])
    }),
    { numRuns: RUNS },
  )
})

test('ids that tests count are ids of intents', () => {
  expect(isIntentId(intentId(7))).toBe(true)
})
