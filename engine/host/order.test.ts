import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Change, guard } from './guard.ts'
import { hold, isOverdue, missingFor, newHeld, release } from './held.ts'
import { limits } from './limits.ts'
import { adopt, branch, follow, isKnown, newOrder, placeOf } from './order.ts'
import { chatHistory, honestHistory, monthApart } from './testing/histories.ts'
import { randomFrom } from './testing/mutate.ts'

const guarded = (bytes: Uint8Array) => {
  const change = guard(bytes, limits)
  if (!change.ok) throw new Error(change.detail)
  return change
}
const history = (seed: number) => honestHistory(randomFrom(seed), 60).map(guarded)
const place = (order = newOrder(), change: Change, person = 'mala', lower = {}) =>
  placeOf(order, change, person, { ...limits, ...lower } as typeof limits)

const change = (over: Partial<Change>): Change => ({
  ok: true,
  hash: 'h1',
  bytes: new Uint8Array(100),
  deps: [],
  actor: 'a1',
  seq: 1,
  startOp: 1,
  maxOp: 2,
  ops: 2,
  time: 0,
  ...over,
})

describe('an honest history', () => {
  test('comes next change by change, in any order that respects dependencies', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), (seed) => {
        const chance = randomFrom(seed)
        const left = history(seed)
        const order = newOrder()
        while (left.length > 0) {
          const ready = left.filter((c) => c.deps.every((dep) => isKnown(order, dep)))
          const next = ready[chance() % ready.length] as Change
          // Each actor has an owner of its own, and keeps it.
          expect(place(order, next, next.actor)).toEqual({ ok: true, place: 'next' })
          follow(order, next, next.actor)
          expect(place(order, next, next.actor)).toEqual({ ok: true, place: 'known' })
          left.splice(left.indexOf(next), 1)
        }
      }),
      { numRuns: 30 },
    )
  })

  test.each([
    ['a chat of a thousand messages', () => chatHistory(randomFrom(3), 1_000)],
    ['a month apart, 2,500 edits on each side', () => monthApart(2_500)],
  ])('comes next whole: %s', (_, make) => {
    const order = newOrder()
    for (const next of make().map(guarded)) {
      expect(place(order, next, next.actor)).toEqual({ ok: true, place: 'next' })
      follow(order, next, next.actor)
    }
  })

  test('is early, never refused, while dependencies are missing', () => {
    for (const late of history(7).slice(1)) {
      expect(place(newOrder(), late)).toEqual({ ok: true, place: 'early', missing: late.deps })
    }
  })
})

describe('a change is refused', () => {
  const order = newOrder()
  follow(order, change({}), 'mala')
  const next = { hash: 'h2', deps: ['h1'], seq: 2, startOp: 3, maxOp: 4 }

  test('when somebody else owns its actor', () => {
    expect(place(order, change(next), 'mala')).toMatchObject({ place: 'next' })
    expect(place(order, change(next), 'ravi')).toMatchObject({ reason: 'actor-taken' })
  })
  test('when its number is not the next of its actor: taken by another change, or skipped', () => {
    for (const seq of [0, 1, 3]) {
      expect(place(order, change({ ...next, seq }))).toMatchObject({ reason: 'bad-order' })
    }
  })
  test('when its first op is not one above its dependencies', () => {
    for (const startOp of [1, 2, 4, 2 ** 25]) {
      expect(place(order, change({ ...next, startOp }))).toMatchObject({ reason: 'bad-order' })
    }
  })
  test.each([[{ docChanges: 1 }], [{ docOps: 3 }], [{ docMaxOp: 3 }]])(
    'when the document is full: %o',
    (lower) => {
      expect(place(order, change(next), 'mala', lower)).toMatchObject({ reason: 'document-full' })
    },
  )
  test('when the document has too many actors', () => {
    const other = change({ ...next, actor: 'a2', seq: 1 })
    expect(place(order, other)).toMatchObject({ place: 'next' })
    expect(place(order, other, 'mala', { docActors: 1 })).toMatchObject({ reason: 'document-full' })
  })
})

test('a branch is forgotten unless it is adopted', () => {
  const order = newOrder()
  const tried = branch(order)
  follow(tried, change({}), 'mala')
  expect(isKnown(tried, 'h1')).toBe(true)
  expect(isKnown(order, 'h1')).toBe(false)
  adopt(order, tried)
  expect(isKnown(order, 'h1')).toBe(true)
  expect(order).toMatchObject({ changes: 1, ops: 2 })
})

describe('what is held', () => {
  test('asks for what is missing, not for what is held too', () => {
    const held = newHeld()
    hold(held, change({ hash: 'h2', deps: ['h1'] }), 0, limits)
    hold(held, change({ hash: 'h3', deps: ['h2', 'h0'] }), 0, limits)
    expect(missingFor(held, newOrder())).toEqual(['h0', 'h1'])
    release(held, 'h3')
    expect(missingFor(held, newOrder())).toEqual(['h1'])
  })
  test('has a bound on changes, on bytes and on time', () => {
    const lower = { ...limits, heldChanges: 2, heldBytes: 250 } as unknown as typeof limits
    const held = newHeld()
    expect(hold(held, change({ hash: 'h2' }), 5, lower)).toBe(true)
    expect(hold(held, change({ hash: 'h2' }), 5, lower)).toBe(true)
    expect(hold(held, change({ hash: 'h3' }), 5, lower)).toBe(true)
    expect(hold(held, change({ hash: 'h4' }), 5, lower)).toBe(false)
    expect(isOverdue(held, limits.heldMs + 5, limits)).toBe(false)
    expect(isOverdue(held, limits.heldMs + 6, limits)).toBe(true)
  })
})
