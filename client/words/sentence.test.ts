import { beforeAll, expect, test } from 'vitest'
import { reason } from '../../engine/model/decision.ts'
import type { Language } from '../../schema/names.ts'
import { words as en } from './en/index.ts'
import { words as hi } from './hi/index.ts'
import { preferred, say, show } from './say.ts'
import { sentenceOf } from './sentence.ts'
import { words as ta } from './ta/index.ts'

const around = { nameOf: () => 'Tomato', now: 7_200_000, askedAt: 0 }
const dictionaries = { en, ta, hi }
/** Codes with the params their rules give them. */
const answers = [
  reason('price-up', {
    line: 'l',
    sku: 's',
    seen: { paise: 4200, version: 1 },
    now: { paise: 4800, version: 2 },
  }),
  reason('out-of-stock', { line: 'l', asked: 4000, available: 2000, substitutes: [] }),
  reason('out-of-stock', { sku: 's', available: 0 }),
  reason('over-limit', { total: 65200, max: 64000 }),
  reason('below-minimum', { missing: 3000 }),
  reason('store-closed', { opens: 1_800_000 }),
  reason('store-closed'),
  reason('already-ordered', { order: 'id', number: 1042 }),
  reason('out-of-zone', { metres: 5000, zone: 3500 }),
  reason('expired'),
  reason('no-such-store', { store: 'x' }),
  reason('wrong-code', { left: 1 }),
  reason('too-late', { state: 'preparing' }),
]

beforeAll(() => show('en', en))

test('a reason becomes the sentence that the design wrote for it', () => {
  expect(answers.slice(0, 5).map((each) => sentenceOf(each, around))).toEqual([
    'Tomato is now ₹48 (was ₹42)',
    'Only 2 left of Tomato',
    'Tomato is sold out',
    'It comes to ₹652, your limit is ₹640',
    '₹30 short of the minimum',
  ])
  expect(sentenceOf(answers[7] as (typeof answers)[0], around)).toBe('Already placed as #1042')
})

test.each(Object.entries(dictionaries))(
  'in %s no answer leaves a blank open',
  (language, words) => {
    show(language as Language, words)
    for (const each of answers) {
      const said = sentenceOf(each, around)
      expect(said).not.toMatch(/\{\{|undefined|NaN/)
      expect(said).not.toBe(say('problem.unknown', { code: each.code }))
    }
    show('en', en)
  },
)

test('a code nobody has written a sentence for is shown, not hidden', () => {
  expect(sentenceOf(reason('brand-new'), around)).toBe('The answer was “brand-new”.')
})

test('one and many are told apart', () => {
  expect(sentenceOf(reason('lines-open', { lines: ['a'] }), around)).toBe('1 line is still open')
  expect(sentenceOf(reason('lines-open', { lines: ['a', 'b'] }), around)).toBe(
    '2 lines are still open',
  )
})

test('a first visit starts in the first language of the browser that we have', () => {
  expect(preferred(['fr-FR', 'ta-IN', 'en-GB'])).toBe('ta')
  expect(preferred(['fr'])).toBe('en')
})
