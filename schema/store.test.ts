import { expect, test } from 'vitest'
import { openingOf } from './store.ts'

const shop = {
  hours: [
    { fromMinute: 360, toMinute: 780 },
    { fromMinute: 960, toMinute: 1320 },
  ],
  closures: [] as string[],
  paused: false,
}
/** A moment on 2026-11-20 or later, given in Indian Standard Time. */
const ist = (day: string, time: string) => Date.parse(`${day}T${time}:00+05:30`)

test('within a range it is open until the range ends', () => {
  expect(openingOf(shop, ist('2026-11-20', '07:00'))).toEqual({
    open: true,
    closes: ist('2026-11-20', '13:00'),
  })
})
test('between two ranges it opens again the same afternoon', () => {
  expect(openingOf(shop, ist('2026-11-20', '14:00'))).toEqual({
    open: false,
    opens: ist('2026-11-20', '16:00'),
  })
})
test('after the last range it opens next morning, past a holiday', () => {
  const closed = { ...shop, closures: ['2026-11-21'] }
  expect(openingOf(closed, ist('2026-11-20', '23:00'))).toEqual({
    open: false,
    opens: ist('2026-11-22', '06:00'),
  })
})
test('the minute it closes it is closed', () => {
  expect(openingOf(shop, ist('2026-11-20', '13:00')).open).toBe(false)
})
test('a shop that paused is closed in the middle of its hours', () => {
  expect(openingOf({ ...shop, paused: true }, ist('2026-11-20', '07:00'))).toEqual({
    open: false,
    opens: ist('2026-11-20', '16:00'),
  })
})
