import { expect, test } from 'vitest'
import { LATE_EVER_MS, LATE_ONLINE_MS, NO_ANSWER_MS, type Seen, stateOf } from './status.ts'

const now = 1_700_000_000_000
const calm: Seen = { pending: 0, session: 'good', network: true, left: 0 }
const at = (seen: Partial<Seen>) => stateOf({ ...calm, ...seen }, now).state.at

test('the most pressing thing is said first', () => {
  const everything: Partial<Seen>[] = [
    { least: 2 },
    { session: 'expired' },
    { freeBytes: 0 },
    { pending: 1, oldest: now - LATE_EVER_MS },
    { network: false },
    { rttMs: 5_000 },
    { left: 3 },
    { pending: 1 },
  ]
  const names = ['update', 'sign-in', 'full', 'late', 'offline', 'weak', 'catching-up', 'sending']
  for (const [i, name] of names.entries()) {
    expect(at(Object.assign({}, ...everything.slice(i).reverse()))).toBe(name)
  }
  expect(at({})).toBe('live')
})

test('three seconds without an answer are offline, and the device knows when to look again', () => {
  const asked = stateOf({ ...calm, unansweredSince: now - 1_000 }, now)
  expect(asked).toEqual({ state: { at: 'live' }, check: now - 1_000 + NO_ANSWER_MS })
  const silent = stateOf({ ...calm, unansweredSince: now - NO_ANSWER_MS }, now)
  expect(silent.state).toEqual({ at: 'offline', why: 'no-answer' })
})

test('work is late after a quarter of an hour online, and after half a day without a network', () => {
  const oldest = now - LATE_ONLINE_MS
  expect(at({ pending: 1, oldest })).toBe('late')
  expect(at({ pending: 1, oldest, network: false })).toBe('offline')
  expect(at({ pending: 1, oldest: now - LATE_EVER_MS, network: false })).toBe('late')
})

test('a visitor who only looks lacks nothing; a filled cart waits for a sign-in, never late', () => {
  expect(at({ session: 'visitor' })).toBe('live')
  expect(at({ session: 'visitor', pending: 2, oldest: 0 })).toBe('sign-in')
  expect(at({ session: 'visitor', network: false })).toBe('offline')
})
