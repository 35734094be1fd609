import { afterEach, expect, test, vi } from 'vitest'
import { realEnv } from './real-env.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('a wait of a month lasts a month, although no timer can', async () => {
  vi.useFakeTimers()
  const day = 24 * 3600 * 1000
  let over = false
  void realEnv()
    .wait(30 * day)
    .then(() => {
      over = true
    })
  await vi.advanceTimersByTimeAsync(30 * day - 1)
  expect(over).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(over).toBe(true)
})

test('a wait ends when it is stopped, and one stopped before does not begin', async () => {
  const stop = new AbortController()
  const waiting = realEnv().wait(60 * 24 * 3600 * 1000, stop.signal)
  stop.abort()
  await waiting
  await realEnv().wait(1_000_000, stop.signal)
})
