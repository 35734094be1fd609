import { afterAll, describe, expect, test } from 'vitest'
import { words as en } from '../../client/words/en/index.ts'
import { words as hi } from '../../client/words/hi/index.ts'
import { lastWords, sayNo } from '../../client/words/no.ts'
import { say, show } from '../../client/words/say.ts'
import { sentenceOf } from '../../client/words/sentence.ts'
import { words as ta } from '../../client/words/ta/index.ts'
import { type Params, reason } from '../../engine/model/decision.ts'
import type { Language } from '../../schema/names.ts'
import { codesIn } from './codes.ts'
import { sources } from './sources.ts'

const { business, host, http, made } = codesIn(sources)
const price = (paise: number) => ({ paise, version: 1 })

/** The params that each rule gives with its code; a new code joins here with its own. */
const given: Record<string, Params[]> = {
  'above-mrp': [{ sku: 's', mrp: 4200 }],
  'already-ordered': [{ order: 'id', number: 1042 }],
  'basis-moved': [{ basis: 3, now: 4 }],
  'below-minimum': [{ missing: 3000 }],
  'cannot-decide': [{}],
  'empty-cart': [{}],
  expired: [{ until: 0 }],
  'last-owner': [{}],
  malformed: [{ at: 'body' }],
  'no-address': [{}],
  'no-such-market': [{ lane: 'market:x' }],
  'no-such-store': [{ store: 'x' }],
  'not-above': [{ role: 'owner' }],
  'not-allowed': [{}],
  'not-sold': [{ line: 'l', sku: 's' }],
  'out-of-stock': [
    { sku: 's', available: 0 },
    { line: 'l', sku: 's', asked: 4000, available: 2000, substitutes: [] },
  ],
  'out-of-zone': [{ metres: 5000, zone: 3500 }],
  'over-limit': [{ total: 65_200, max: 64_000 }],
  'price-up': [{ line: 'l', sku: 's', seen: price(4200), now: price(4800) }],
  'store-closed': [{}, { opens: 1_800_000 }],
  suspended: [{}],
  'unknown-kind': [{ kind: 'x' }],
  'unknown-sku': [{ sku: 'milk-500' }],
  'wrong-step': [{ status: 'none' }, { status: 'suspended' }, { state: 'preparing' }],
}

const around = { nameOf: () => 'Tomato', now: 7_200_000, askedAt: 0 }
const open = /\{\{|undefined|NaN/

test('codes are written where they are given, so that they can be counted', () => {
  // `notRunning` and `barred` give codes that are counted where they stand; `no-such-…` reads alike for all.
  expect(made).toEqual([
    'engine/authority/follower.ts',
    'engine/authority/open-batch.ts',
    'engine/authority/question.ts',
    'intents/publish-stock/decide.ts',
    'intents/set-store/decide.ts',
  ])
  expect([host.length > 5, http.length > 10]).toEqual([true, true])
})

test('every code that a rule gives is tried with its params', () => {
  expect(business.filter((code) => !given[code])).toEqual([])
})

describe.each(Object.entries({ en, ta, hi }))('in %s', (language, words) => {
  afterAll(() => show('en', en))
  const speak = () => show(language as Language, words)

  test('every answer of the authority has a sentence', () => {
    speak()
    for (const [code, samples] of Object.entries(given)) {
      for (const params of samples) {
        const said = sentenceOf(reason(code, params), around)
        expect([code, open.test(said), said === say('problem.unknown', { code })]).toEqual([
          code,
          false,
          false,
        ])
      }
    }
  })

  test('every reason for which a change is set aside has a sentence of its own', () => {
    speak()
    const silent = host.filter((code) => lastWords(code) === say('why.no-answer'))
    expect(silent).toEqual([])
  })

  test('every problem of the API has a sentence', () => {
    speak()
    const at = { now: 0, online: true }
    const wordless = http.filter(
      (code) =>
        code !== 'internal' && sayNo({ code, params: { left: 2 } }, at) === say('broken.internal'),
    )
    expect(wordless).toEqual([])
    for (const code of http) expect(sayNo({ code, params: { left: 2 } }, at)).not.toMatch(open)
  })
})
