import { expect, test } from 'vitest'
import type { Item } from '../../engine/replica/items.ts'
import { words as en } from '../words/en/index.ts'
import { words as hi } from '../words/hi/index.ts'
import { asideWords } from '../words/no.ts'
import { show } from '../words/say.ts'
import { words as ta } from '../words/ta/index.ts'
import { isRunning, type OrderView } from './orders.ts'
import { asideOf, standingOf, toneOf } from './standing.ts'
import { timelineOf } from './timeline.ts'

const saved = { id: 'o', kind: 'checkout', document: 'd', askedAt: 0, at: 0, step: 'saved' } as Item
const order = (parts: Partial<OrderView>): OrderView => ({
  ...{ id: 'o', store: 's', at: 0, item: undefined, body: undefined },
  ...{ lines: undefined, standing: undefined },
  ...parts,
})
const aside = order({ item: { ...saved, setAside: 'too-big' } })
const standing = { order: 'o', number: 7, store: 's', customer: 'c', state: 'placed', at: 0 }

test.each([
  ['en', en, 'Set aside'],
  ['ta', ta, 'ஒதுக்கி வைக்கப்பட்டது'],
  ['hi', hi, 'अलग रखा गया'],
] as const)(
  'in %s an order the server did not take is called set aside, and why',
  (language, words, called) => {
    show(language, words)
    expect(standingOf(aside)).toBe(called)
    expect(asideWords('too-big')).toBe(words.broken['too-big'])
  },
)

test('an order that is set aside needs a person, runs no more, and never came to the threshold', () => {
  show('en', en)
  expect([toneOf(aside), isRunning(aside)]).toEqual(['red', false])
  expect(timelineOf(aside).map(({ is }) => is)).toEqual(['phone', 'exit'])
  expect([toneOf(order({ item: saved })), standingOf(order({ item: saved }))]).toEqual([
    'grey',
    'Saved',
  ])
})

test('what the books say of an order stands above what this phone thought became of it', () => {
  show('en', en)
  const placed = order({ ...aside, standing: standing as NonNullable<OrderView['standing']> })
  expect([asideOf(placed), standingOf(placed), toneOf(placed)]).toEqual([
    undefined,
    'Placed',
    'leaf',
  ])
})

test('a reason without words is shown as it is, and not as a network that is gone', () => {
  show('en', en)
  expect(asideWords('brand-new')).toBe('The answer was “brand-new”.')
})
