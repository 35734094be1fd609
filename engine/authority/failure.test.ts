import { expect, test } from 'vitest'
import { failureOf, pause } from './failure.ts'
import { StoreError } from './store.ts'

test.each([
  ['40001', 'again'],
  ['40P01', 'again'],
  ['55P03', 'again'],
  ['57P01', 'again'],
  ['08006', 'again'],
  ['53300', 'again'],
  ['57014', 'smaller'],
  ['53100', 'full'],
  ['23505', 'poison'],
  ['23514', 'poison'],
])('a batch that ends with %s calls for: %s', (sqlstate, failure) => {
  expect(failureOf(new StoreError(sqlstate, 'x'))).toBe(failure)
})

test('what a rule throws is never taken for the store being away', () => {
  expect(failureOf(new Error('Connection terminated'))).toBe('poison')
  expect(failureOf(Object.assign(new Error('x'), { code: '40001' }))).toBe('poison')
})

test('pauses are anything up to a bound that doubles and then stays', () => {
  const env = (uint32: number) => ({ chance: { uint32: () => uint32 } as never })
  expect([0, 1, 2, 20].map((attempt) => pause(env(2 ** 32 - 1), attempt))).toEqual([
    9, 19, 39, 1999,
  ])
  expect(pause(env(0), 5)).toBe(0)
})
