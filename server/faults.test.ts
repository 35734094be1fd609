import { expect, test } from 'vitest'
import { breakAt, readFaults } from './faults.ts'

test('faults are read by point, mode, duration and chance', () => {
  expect(readFaults('K6=kill, K3=delay:200,K13=throw@0.05')).toEqual(
    new Map([
      ['K6', { mode: 'kill', ms: 0, chance: 1 }],
      ['K3', { mode: 'delay', ms: 200, chance: 1 }],
      ['K13', { mode: 'throw', ms: 0, chance: 0.05 }],
    ]),
  )
})

test.each(['K19=kill', 'K6', 'K6=melt', 'K6=kill;K7=kill', 'K6=throw@2', ''])(
  '"%s" is not a fault',
  (text) => {
    expect(readFaults(text)).toBeUndefined()
  },
)

test('only the named point breaks', async () => {
  const fault = breakAt(readFaults('K6=throw') ?? new Map())
  await expect(fault('K5')).resolves.toBeUndefined()
  await expect(fault('K6')).rejects.toThrow('fault at K6')
})
