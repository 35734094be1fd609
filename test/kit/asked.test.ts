import { expect, test } from 'vitest'
import { chosen } from './asked.ts'

const known = ['hot', 'spread', 'mixed'] as const

test('a list chooses in the order in which things stand; no list chooses all', () => {
  expect(chosen(undefined, known)).toEqual(known)
  expect(chosen('mixed, hot', known)).toEqual(['hot', 'mixed'])
})

test('a name that nobody has is refused, with those there are', () => {
  for (const list of ['hot,cold', '', 'hot,'])
    expect(() => chosen(list, known)).toThrow('There is: hot, spread, mixed.')
})
