import { expect, test } from 'vitest'
import { clockTime, nextOpening, openingTime } from './clock.ts'
import { words as en } from './en/index.ts'
import { words as hi } from './hi/index.ts'
import { show } from './say.ts'
import { words as ta } from './ta/index.ts'

/** 6:00 in the morning of Indian Standard Time. */
const SIX = Date.UTC(2026, 0, 5, 0, 30)

test('a time of day reads the same in all languages', () => {
  const read = () => [clockTime(SIX), openingTime(SIX)].map((text) => text.replace(/\s/g, ' '))
  for (const [language, words] of [
    ['en', en],
    ['ta', ta],
    ['hi', hi],
  ] as const) {
    show(language, words)
    expect([language, ...read()]).toEqual([language, '6:00 am', '6 am'])
  }
})

test('an opening that is more than a night away is said with its day', () => {
  show('en', en)
  const hour = 3_600_000
  const read = (hours: number) => nextOpening(SIX, SIX - hours * hour).replace(/\s/g, ' ')
  expect([read(1), read(11), read(12), read(60)]).toEqual([
    '6 am',
    '6 am',
    'Monday, 6 am',
    'Monday, 6 am',
  ])
})
