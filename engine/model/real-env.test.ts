import { afterEach, expect, test, vi } from 'vitest'
import { realEnv } from './real-env.ts'

const DAY_MS = 24 * 3600 * 1000

afterEach(() => {
  vi.unstubAllGlobals()
})

test('a wait of a month lasts a month, although no timer can', async () => {
  // Only what lasts a day is cut short: other files of this thread may have timers of their own.
  const { setTimeout: real } = globalThis
  const asked: number[] = []
  vi.stubGlobal('setTimeout', (done: () => void, ms: number) => {
    if (ms < DAY_MS) return real(done, ms)
    asked.push(ms)
    return real(done, 0)
  })
  await realEnv().wait(30 * DAY_MS)
  expect(asked.reduce((sum, ms) => sum + ms, 0)).toBe(30 * DAY_MS)
  expect(Math.max(...asked)).toBeLessThan(2 ** 31)
})

test('a wait ends when it is stopped, and one stopped before does not begin', async () => {
  const stop = new AbortController()
  const waiting = realEnv().wait(60 * 24 * 3600 * 1000, stop.signal)
  stop.abort()
  await waiting
  await realEnv().wait(1_000_000, stop.signal)
})
