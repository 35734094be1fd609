import { expect, test } from 'vitest'
import { openingStock, priceChanges } from './opening.ts'
import { readOptions } from './options.ts'
import { faults } from './table.ts'
import { openTally, percentiles } from './tally.ts'

const zero = { duplicates: 0, oversold: 0, lost: 0, stockDrift: 0, paisaDrift: 0, secondsTotal: 1 }

test('what a killed device says twice counts once', () => {
  const tally = openTally()
  for (let life = 0; life < 2; life++) {
    tally.hear({ say: 'asked', intent: 'a' })
    tally.hear({ say: 'told', intent: 'a', verdict: 'accepted', code: '', ms: 10 + life })
    tally.hear({ say: 'told', intent: 'b', verdict: 'refused', code: 'already-ordered' })
  }
  tally.hear({ say: 'asked', intent: 'c' })
  expect(tally.counts()).toMatchObject({
    asked: 3,
    accepted: 1,
    refused: { 'already-ordered': 1 },
    pending: 1,
    reconnectToOutcomeMs: { p50: 10, p95: 10, p99: 10 },
  })
})

test('a run fails when something drifted, waits, was never tried, or does not add up', () => {
  const good = {
    result: {
      ...{ ...zero, asked: 4, accepted: 1, pending: 0 },
      refused: { 'already-ordered': 1 },
      review: { 'out-of-stock': 1, 'price-up': 1 },
      reconnectToOutcomeMs: percentiles([]),
    },
    violations: [],
  }
  const { result } = good
  expect(faults(good)).toEqual([])
  expect(faults({ ...good, result: { ...result, oversold: 1 } })).toEqual(['oversold: 1'])
  expect(faults({ ...good, result: { ...result, asked: 5 } })).toEqual(['asked 5, answered 4'])
  expect(faults({ ...good, result: { ...result, review: { 'price-up': 2 } } })).toEqual([
    'nobody was answered out-of-stock',
  ])
  expect(faults({ ...good, violations: [{ law: 'I1', what: 'oversold', saw: 'x' }] }).length).toBe(
    1,
  )
})

test('about a tenth of what is asked cannot be served, and always something', () => {
  const demand = new Map(Array.from({ length: 500 }, (_, i) => [`s${i}`, 1 + (i % 20)]))
  const stock = openingStock(demand, { spare: ['other'], seed: 7 })
  const sum = (of: Iterable<number>) => [...of].reduce((all, n) => all + n, 0)
  const short = sum(demand.values()) - (sum(stock.values()) - (stock.get('other') ?? 0))
  expect(short / sum(demand.values())).toBeGreaterThan(0.06)
  expect(short / sum(demand.values())).toBeLessThan(0.14)
  expect(openingStock(new Map([['a', 1]]), { spare: [], seed: 1 }).get('a')).toBe(0)
})

test('a twentieth of the prices move, and one at least beyond what authors agree to unasked', () => {
  const skus = Array.from({ length: 100 }, (_, i) => `s${i}`)
  expect(priceChanges(skus, 3).size).toBe(5)
  expect([...priceChanges(['only'], 3).values()][0]).toBeGreaterThan(1.1)
  expect(priceChanges([], 3).size).toBe(0)
})

test('percentiles are by nearest rank', () => {
  expect(percentiles(Array.from({ length: 100 }, (_, i) => i + 1))).toEqual({
    p50: 50,
    p95: 95,
    p99: 99,
  })
  expect(percentiles([])).toEqual({ p50: 0, p95: 0, p99: 0 })
})

test('options are read, and a wrong one is told in a sentence', () => {
  const needed = ['--catalogue', 'c', '--baskets', 'b']
  expect(readOptions([...needed, '--devices', '200', '--kill-every', '10'])).toEqual({
    ...{ catalogue: 'c', baskets: 'b', devices: 200, killEverySeconds: 10, seed: 1 },
  })
  expect(readOptions(['--baskets', 'b'])).toHaveProperty('wrong')
  expect(readOptions([...needed, '--devices', 'many'])).toHaveProperty('wrong')
  expect(readOptions([...needed, '--nonsense'])).toHaveProperty('wrong')
})
