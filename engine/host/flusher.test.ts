import { expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { realEnv } from '../model/real-env.ts'
import { newFlusher } from './flusher.ts'
import { limits } from './limits.ts'
import type { HostEvent } from './observe.ts'
import type { Flush, HostStore } from './storage/host-store.ts'
import { flushOf } from './testing/flushes.ts'

function flusherOver(
  flush: HostStore['flush'],
  lower: Partial<Record<keyof typeof limits, number>> = {},
) {
  const events: HostEvent[] = []
  const store = { flush } as HostStore
  const flusher = newFlusher(store, {
    env: realEnv(),
    limits: { ...limits, flushRetryMs: 2, ...lower } as typeof limits,
    observe: (event) => events.push(event),
  })
  return { flusher, events }
}
const idsOf = (flushes: readonly Flush[]) => new Set(flushes.map((one) => one.id))

test('what comes while the store is busy goes together, each with its own answer', async () => {
  const calls: Flush[][] = []
  const gates: (() => void)[] = []
  const { flusher } = flusherOver((flushes) => {
    calls.push([...flushes])
    return new Promise((resolve) =>
      gates.push(() => resolve(idsOf(flushes.filter((f) => f.expected === 0)))),
    )
  })
  const first = flusher.submit(flushOf('a', 0))
  const rest = ['b', 'c', 'd'].map((name, i) => flusher.submit(flushOf(name, i === 1 ? 7 : 0)))
  expect(flusher.waiting().changes).toBe(3)
  gates[0]?.()
  expect(await first).toBe('stored')
  await until('the others go', () => gates[1])
  gates[1]?.()
  expect(await Promise.all(rest)).toEqual(['stored', 'moved', 'stored'])
  expect(calls.map((call) => call.length)).toEqual([1, 3])
})

test('a store that fails is asked again until it takes it', async () => {
  let failures = 7
  const { flusher, events } = flusherOver(async (flushes) => {
    if (failures-- > 0) throw new Error('connection reset')
    return idsOf(flushes)
  })
  expect(await flusher.submit(flushOf('a', 0))).toBe('stored')
  expect(events.filter((one) => one.event === 'store-failed')).toHaveLength(7)
})

test('rows that the database will not have fail alone', async () => {
  const { flusher } = flusherOver(async (flushes) => {
    if (flushes.some((f) => f.sort === 'bad'))
      throw Object.assign(new Error('unique'), { code: '23505' })
    return idsOf(flushes)
  })
  const all = ['a', 'b', 'c'].map((name) =>
    flusher.submit(flushOf(name, 0, name === 'b' ? { sort: 'bad' } : {})),
  )
  expect(await Promise.all(all)).toEqual(['stored', 'failed', 'stored'])
})

test('what still waits when the host closes is told so', async () => {
  const { flusher } = flusherOver(async () => {
    throw new Error('down')
  })
  const waiting = flusher.submit(flushOf('a', 0))
  await flusher.close()
  expect(await waiting).toBe('failed')
})
