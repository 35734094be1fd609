import { expect, test } from 'vitest'
import { touched } from './live.ts'

test('a price that moves wakes its own readers and those of all prices, and nobody else', () => {
  expect(touched({ what: 'lane', lane: 'catalog:a', keys: ['price/milk-500'] })).toEqual([
    'catalog:a',
    'catalog:a price/milk-500',
    'catalog:a price/',
  ])
})

test('a fact without a slash in its key wakes no kind', () => {
  expect(touched({ what: 'lane', lane: 'catalog:a', keys: ['store'] })).toEqual([
    'catalog:a',
    'catalog:a store',
  ])
})

test('what waits is part of what the pill says', () => {
  expect(touched({ what: 'waiting' })).toContain('status')
})
