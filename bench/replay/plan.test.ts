import { expect, test } from 'vitest'
import { typed } from './baskets.ts'
import { makePlan } from './plan.ts'

const baskets = Array.from({ length: 40 }, (_, at) => ({
  number: String(at),
  items: ['milk', at % 2 ? 'bread' : 'eggs', 'turkey'],
}))
const hits = new Map([
  ['milk', ['m1', 'm2', 'm3']],
  ['bread', ['b1']],
  ['eggs', ['e1', 'e2']],
  ['turkey', []],
])
const plan = (seed: number, devices = 8) => makePlan({ baskets, hits, devices, seed })

test('the same seed is the same plan, another seed another', () => {
  expect(plan(1)).toEqual(plan(1))
  expect(plan(1)).not.toEqual(plan(2))
})

test('every basket is asked by its person, and by both devices of a pair', () => {
  const { devices, people, asks } = plan(1)
  expect(people).toBe(6)
  const carts = devices.flatMap(({ person, rounds }) =>
    rounds.flat().map((cart) => `${person}/${cart.number}`),
  )
  expect(new Set(carts).size).toBe(baskets.length)
  expect(carts.length).toBe(asks)
  expect(asks).toBeGreaterThan(baskets.length)
})

test('two devices are enough for a pair, one is enough to run', () => {
  expect(plan(1, 2).people).toBe(1)
  expect(plan(1, 1).people).toBe(1)
})

test('demand is what the carts ask, and what nobody sells is listed', () => {
  const { devices, demand, unmatched, skus } = plan(3)
  const lines = devices.flatMap((device) => device.rounds.flat().flatMap((cart) => cart.lines))
  const pieces = [...demand.values()].reduce((sum, count) => sum + count, 0)
  expect(lines.reduce((sum, line) => sum + line.pieces, 0)).toBe(pieces)
  expect(unmatched).toEqual(new Map([['turkey', 40]]))
  expect(new Set(skus.flat())).toEqual(new Set(demand.keys()))
})

test('a generic name is typed as a person would', () => {
  expect(typed('rolls/buns')).toBe('rolls buns')
  expect(typed('flower-(seeds)')).toBe('flower')
  expect(typed('cream-cheese-')).toBe('cream cheese')
})
