import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonical, JSON_DEPTH, parseCanonical } from './canonical.ts'

const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'grapheme' }),
    fc.maxSafeInteger().map((n) => n + 0),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
  ),
})).value

test('a value survives its canonical text, whatever order its keys were written in', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = canonical(value)
      expect(parseCanonical(text)).toEqual(value)
      expect(canonical(shuffledKeys(value))).toBe(text)
    }),
  )
})

test.each([
  '{"b":1,"a":2}',
  '{"a": 1}',
  '[1.5]',
  'null',
  '{"a":null}',
  '9007199254740992',
  '-0',
  '"\\ud800"',
  '',
])('the text %j is not canonical', (text) => {
  expect(parseCanonical(text)).toBeUndefined()
})

test('keys are sorted by UTF-16 code units, as RFC 8785 says', () => {
  const keys = {
    '\u20ac': 1,
    '\r': 2,
    '\ufb33': 3,
    '1': 4,
    '\ud83d\ude00': 5,
    '\u0080': 6,
    '\u00f6': 7,
  }
  expect(canonical(keys)).toBe(
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
  )
})

test('text nested deeper than the bound is refused, not recursed into', () => {
  const deep = '['.repeat(JSON_DEPTH + 2) + ']'.repeat(JSON_DEPTH + 2)
  expect(parseCanonical(deep)).toBeUndefined()
  const nested = (depth: number, inner: string) => '['.repeat(depth) + inner + ']'.repeat(depth)
  expect(parseCanonical(nested(JSON_DEPTH, '1'))).toBeDefined()
  expect(parseCanonical(nested(JSON_DEPTH + 1, '1'))).toBeUndefined()
})

function shuffledKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffledKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, shuffledKeys(item)]),
  )
}
