import { expect, test } from 'vitest'
import type { Event, Step } from '../laws/history.ts'
import { nemesisNames } from './nemeses/all.ts'
import { readOptions } from './options.ts'
import { countOperations, quiet } from './verdict.ts'

test('every nemesis strikes unless some are named, and one that nobody knows is refused', () => {
  expect(readOptions(['--seed', '3'])).toEqual({ minutes: 1, seed: 3, nemeses: nemesisNames })
  expect(readOptions(['--nemesis', 'blackhole, kill-node', '--seed', '3'])).toMatchObject({
    nemeses: ['kill-node', 'blackhole'],
  })
  for (const argv of [
    ['--nemesis', 'earthquake'],
    ['--minutes', '0'],
    ['--seed', '-1'],
    ['--loud'],
  ])
    expect(readOptions(argv)).toHaveProperty('wrong')
})

test('what was only tried is no operation, nor is what a document shows', () => {
  const steps: Step[] = [
    { type: 'invoke', f: 'edit', doc: 'd' },
    { type: 'ok', f: 'edit', of: 1 },
    { type: 'invoke', f: 'ask', intent: 'i', kind: 'checkout', doc: 'd' },
    { type: 'ok', f: 'read', doc: 'd', clock: { a: 1 } },
    { type: 'ok', f: 'read', lane: 'user:a', through: 2 },
    { type: 'info', f: 'fault', what: 'kill-node' },
  ]
  const history = steps.map((step, at): Event => ({ n: at + 1, at: String(at), p: 'a', ...step }))
  expect(countOperations(history)).toBe(2)
})

test('a run in which something never struck, or in which next to nothing was done, proves nothing', () => {
  const good = { operations: 1_000, faults: { a: 1, b: 2 }, violations: [], stuck: 0, seconds: 90 }
  expect(quiet(good, ['a', 'b'])).toEqual([])
  expect(quiet({ ...good, faults: { a: 1, b: 0 } }, ['a', 'b'])).toEqual(['b never struck'])
  expect(quiet({ ...good, operations: 999 }, ['a'])).toHaveLength(1)
  expect(quiet({ ...good, operations: 9, seconds: 40 }, ['a'])).toEqual([])
})
