import { describe, expect, test } from 'vitest'
import { ackedSurvives } from './acked-survives.ts'
import type { LawCheck } from './check.ts'
import { followersShowTheLane } from './followers.ts'
import { type Event, readHistory, type Step, writeEvent } from './history.ts'
import { laneOrderIsRealOrder } from './lane-order.ts'
import { oneOutcomeEach } from './one-outcome.ts'
import { progressAfterHeal } from './progress.ts'
import type { Rows } from './rows.ts'
import { sessionsHold } from './session.ts'

const nothing: Rows = {
  at: 0,
  ...{ lanes: [], facts: [], pending: [], outcomes: [], audit: [], conflicts: [] },
  ...{ documents: [], changes: [], actors: [], snapshots: [], quarantine: [], areas: {} },
}

/** One event a millisecond, as `[who, what]`. */
const history = (...steps: [p: string, step: Step][]): Event[] =>
  steps.map(([p, step], i) => ({ n: i + 1, at: String((i + 1) * 1_000_000), p, ...step }))

const whats = (law: LawCheck, events: Event[], rows: Partial<Rows> = {}) =>
  law({ history: events, rows: { ...nothing, ...rows }, documents: [] }).map(({ what }) => what)

const ask = (intent: string): Step => ({
  ...{ type: 'invoke', f: 'ask', intent, kind: 'checkout', doc: 'd' },
})
const told = (intent: string, outcome = '{}'): Step => ({ type: 'ok', f: 'told', intent, outcome })
const final: Step = { type: 'ok', f: 'final', waiting: 0, lanes: [] }
const outcome = (intent: string, author = 'p1') =>
  ({ intent, author, verdict: 'accepted', kind: 'checkout' }) as Rows['outcomes'][number]

describe('I5', () => {
  const change = { doc: 'd', hash: 'h1', deps: [] as string[] } as Rows['changes'][number]
  const acked = history(['c1', { type: 'ok', f: 'acked', doc: 'd', heads: ['h1'] }])

  test('a head that was acknowledged must be among the changes', () => {
    expect(whats(ackedSurvives, acked, { changes: [change] })).toEqual([])
    expect(whats(ackedSurvives, acked)).toEqual(['acked-lost'])
  })
  test('what it depends on must be there too', () => {
    const changes = [{ ...change, deps: ['h0'] }]
    expect(whats(ackedSurvives, acked, { changes })).toEqual(['dependency-missing'])
  })
})

describe('I3', () => {
  const answer = { lane: 'user:p1', seq: 1, key: 'intent/i1', kind: 'intent.answered', at: 1 }
  const facts = [{ ...answer, intent: 'i1', value: { verdict: 'accepted' } }]
  const rows = { facts, outcomes: [outcome('i1')] }

  test('everybody is told the bytes that are stored', () => {
    const events = (text: string) => history(['c1', told('i1', text)])
    expect(whats(oneOutcomeEach, events('{"verdict":"accepted"}'), rows)).toEqual([])
    expect(whats(oneOutcomeEach, events('{"verdict":"refused"}'), rows)).toEqual(['told-otherwise'])
  })
  test('an intent that still waits when all is over was never answered', () => {
    const pending = [{ intent: 'i2', lane: 'store:x', receivedAt: 0 }]
    expect(whats(oneOutcomeEach, history(['c1', final]), { pending })).toEqual(['never-answered'])
  })
})

describe('I7', () => {
  const edit = (counter: number, after = {}): Step => ({
    ...{ type: 'invoke', f: 'edit', doc: 'd', counter, after },
  })
  const saved = (of: number): Step => ({ type: 'ok', f: 'edit', of })
  const read = (clock: Record<string, number>): Step => ({ type: 'ok', f: 'read', doc: 'd', clock })

  test('a reader who was told that its edit is saved must see it', () => {
    expect(whats(sessionsHold, history(['a', edit(1)], ['a', saved(1)], ['a', read({})]))).toEqual([
      'read-less',
    ])
  })
  test('nobody may see less than before, unless killed in between', () => {
    const kill: Step = { type: 'info', f: 'kill', victim: 'a' }
    expect(whats(sessionsHold, history(['a', read({ b: 2 })], ['a', read({ b: 1 })]))).toEqual([
      'read-less',
    ])
    const killed = history(['a', read({ b: 2 })], ['x', kill], ['a', read({ b: 1 })])
    expect(whats(sessionsHold, killed)).toEqual([])
  })
  test('an edit is not seen without what its writer had seen', () => {
    const events = history(['b', edit(1, { a: 3 })], ['c', read({ b: 1, a: 2 })])
    expect(whats(sessionsHold, events)).toEqual(['effect-before-cause'])
  })
})

describe('I8', () => {
  const link = (intent: string, seq: number) =>
    ({ chain: 'store:x', seq, intent, what: 'decided' }) as Rows['audit'][number]

  test('who was told before another asked stands before them in the lane', () => {
    const events = history(['a', ask('i1')], ['a', told('i1')], ['b', ask('i2')])
    expect(whats(laneOrderIsRealOrder, events, { audit: [link('i1', 1), link('i2', 2)] })).toEqual(
      [],
    )
    expect(whats(laneOrderIsRealOrder, events, { audit: [link('i1', 2), link('i2', 1)] })).toEqual([
      'answered-before-asked',
    ])
  })
  test('a device that skipped a fact does not show the lane', () => {
    const fact = (seq: number) => ({
      ...{ lane: 'l', seq, key: `k${seq}`, kind: 'x', value: seq, intent: 'i', at: 1 },
    })
    const shows = (values: Record<string, string>): Event[] =>
      history(['a', { ...final, lanes: [{ lane: 'l', through: 2, values }] } as Step])
    const facts = [fact(1), fact(2)]
    expect(whats(followersShowTheLane, shows({ k1: '1', k2: '2' }), { facts })).toEqual([])
    expect(whats(followersShowTheLane, shows({ k2: '2' }), { facts })).toEqual(['fold-differs'])
  })
  test('a frame that is not compacted must be without gaps', () => {
    const frame: Step = {
      ...{ type: 'ok', f: 'fact', lane: 'l', from: 0, through: 2, compacted: false },
      facts: [[2, 'k', '1']],
    }
    expect(whats(followersShowTheLane, history(['a', frame]))).toContain('frame-has-gaps')
  })
})

describe('I17 and I20', () => {
  const saved: Step = { type: 'ok', f: 'ask', of: 1 }

  test('what was shown as saved must be answered, or taken back', () => {
    const lost = history(['a', ask('i1')], ['a', saved], ['a', final])
    expect(whats(progressAfterHeal, lost)).toEqual(['saved-but-never-answered'])
    const back: Step = { type: 'ok', f: 'taken-back', intent: 'i1' }
    const taken = history(['a', ask('i1')], ['a', saved], ['a', back], ['a', final])
    expect(whats(progressAfterHeal, taken)).toEqual([])
  })
  test('what a device was not told is saved may be lost with it', () => {
    expect(whats(progressAfterHeal, history(['a', ask('i1')], ['a', final]))).toEqual([])
  })
  test('nothing may wait at the end', () => {
    expect(whats(progressAfterHeal, history(['a', { ...final, waiting: 1 } as Step]))).toEqual([
      'still-waiting',
    ])
  })
  test('an answer must be told within the time after healing', () => {
    const events = history(['a', ask('i1')], ['a', saved], ['x', { type: 'info', f: 'heal' }])
    const late = { n: 9, at: String(31e9 + 3e6), p: 'a', ...told('i1') } as Event
    const end = { n: 10, at: String(32e9), p: 'a', ...final } as Event
    const rows = { outcomes: [outcome('i1')] }
    expect(whats(progressAfterHeal, [...events, late, end], rows)).toEqual(['answer-not-told'])
    const soon = { ...late, at: String(2e9) }
    expect(whats(progressAfterHeal, [...events, soon, end], rows)).toEqual([])
  })
})

describe('a history file', () => {
  test('is read back as it was written, without a torn last line', () => {
    const events = history(['a', ask('i1')], ['a', final])
    const text = events.map(writeEvent).join('')
    expect(readHistory(text)).toEqual(events)
    expect(readHistory(text.slice(0, -5))).toEqual(events.slice(0, 1))
  })
  test('with an unreadable line in the middle is refused', () => {
    expect(() => readHistory('{"n":1}\n{nonsense\n{"n":2}\n')).toThrow(/line 2/)
  })
})
