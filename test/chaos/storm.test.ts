import { expect, test } from 'vitest'
import { chance } from '../../bench/commit/chance.ts'
import { storm } from './storm.ts'

const quick = () => ({ dice: chance(1), forMs: 30, heal: new AbortController() })

test('a storm lasts until its time is over and each has struck', async () => {
  const struck: string[] = []
  const options = quick()
  let misses = 2
  const raging = new Map([
    ['often', { everyMs: 1, strike: async () => true }],
    ['late', { everyMs: 1, strike: async () => misses-- <= 0 }],
  ])
  await storm(raging, { ...options, struck: (name) => void struck.push(name) })
  expect(options.heal.signal.aborted).toBe(true)
  expect(new Set(struck)).toEqual(new Set(['often', 'late']))
})

test('a strike that never ends ends the storm, with its name', async () => {
  const options = { ...quick(), strikeMs: 10, struck: () => undefined }
  const stuck = () => {
    options.heal.abort()
    return new Promise<never>(() => undefined)
  }
  const raging = new Map([
    ['whole', { everyMs: 1, strike: async () => true }],
    ['stuck', { everyMs: 1, strike: stuck }],
  ])
  await expect(storm(raging, options)).rejects.toThrow('does not end: stuck')
})
