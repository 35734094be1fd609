import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FactItem, FactsFrame } from '../model/follow.ts'
import { type Folded, fold, freshFacts, listFacts } from './fold.ts'

const lane = (keys: string[]): FactItem[] =>
  keys.map((key, i) => ({ seq: i + 1, key, kind: 'k', value: i + 1, intent: 'i', at: 1 }))
const frame = (all: FactItem[], from: number, through: number, compacted = false): FactsFrame => {
  const part = all.slice(from, through)
  const facts = compacted
    ? part.filter((fact) => !part.some((later) => later.key === fact.key && later.seq > fact.seq))
    : part
  return { type: 'facts', lane: 'l', from, through, head: all.length, compacted, facts }
}
const shown = (folded: Folded) =>
  Object.fromEntries([...folded.facts].map(([k, f]) => [k, f.value]))
const empty = (): Folded => ({ facts: new Map(), keys: undefined })

test('whatever frames come, repeated, late or compacted, the lane shows the latest of each key', () => {
  const frames = fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.boolean()), { maxLength: 30 })
  const keys = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(keys, frames, (names, cuts) => {
      const all = lane(names)
      const folded = empty()
      let through = 0
      for (const [a, length, compacted] of cuts) {
        const from = Math.min(a, all.length)
        const next = frame(all, from, Math.min(from + length, all.length), compacted)
        const fresh = freshFacts(through, next)
        if (fresh === 'gap') {
          expect(from).toBeGreaterThan(through)
          continue
        }
        fold(folded, fresh)
        through = Math.max(through, next.through)
        const expected = empty()
        fold(expected, all.slice(0, through))
        expect(shown(folded)).toEqual(shown(expected))
      }
    }),
  )
})

test('a frame that begins after what is known, or that skips a number, is a gap', () => {
  const all = lane(['a', 'b', 'c', 'd'])
  expect(freshFacts(1, frame(all, 2, 3))).toBe('gap')
  const torn = frame(all, 0, 4)
  expect(freshFacts(0, { ...torn, facts: torn.facts.filter(({ seq }) => seq !== 2) })).toBe('gap')
  expect(freshFacts(0, { ...torn, facts: torn.facts.slice(0, 3) })).toBe('gap')
  expect(freshFacts(0, { ...torn, facts: torn.facts.slice(0, 3).reverse() })).toBe('gap')
  expect(freshFacts(0, frame(all, 0, 4))).toHaveLength(4)
})

test('a list is in key order and holds its prefix alone, also after new keys', () => {
  const folded = empty()
  fold(folded, lane(['price/b', 'band/x', 'price/a', 'pricey']))
  expect(listFacts(folded, 'price/').map(({ key }) => key)).toEqual(['price/a', 'price/b'])
  fold(folded, [{ ...(lane(['x'])[0] as FactItem), key: 'price/aa', seq: 9 }])
  expect(listFacts(folded, 'price/').map(({ key }) => key)).toEqual([
    'price/a',
    'price/aa',
    'price/b',
  ])
  expect(listFacts(folded, '')).toHaveLength(5)
})
