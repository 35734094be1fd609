import { expect, test } from 'vitest'
import { FAR_MS, possibleTimes } from './clock.ts'

const HOUR = 3_600_000
const now = 1_000 * HOUR

test('a clock that only went on is believed, even if it differs from the server’s', () => {
  expect(possibleTimes({ now, server: now - HOUR, heard: [now - HOUR, now + FAR_MS] })).toEqual([])
})

test('a clock that went back is asked about', () => {
  expect(possibleTimes({ now, server: now, heard: [now + HOUR] })).toEqual([now])
})

test('where the server’s clock was learnt by a clock that moved since, both may be right', () => {
  expect(possibleTimes({ now, server: now - 3 * HOUR, heard: [now + HOUR] })).toEqual([
    now,
    now - 3 * HOUR,
  ])
})
