import { expect, test } from 'vitest'
import { addTallies } from './add-tallies.ts'

test('two pieces of a run add up, and nothing that broke in either is lost', () => {
  const one = { inputs: 2, slowestMs: 5, refused: { path: 1 }, broken: ['a'] }
  const other = { inputs: 3, slowestMs: 4, refused: { path: 2, shape: 1 }, broken: ['b'] }
  expect(addTallies<object>(one, other)).toEqual({
    ...{ inputs: 5, slowestMs: 5, refused: { path: 3, shape: 1 }, broken: ['a', 'b'] },
  })
})
