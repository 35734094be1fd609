import './globals.ts'
import '@automerge/automerge'
import { expect, test } from 'vitest'
import { clocksDecideNothing } from '../laws/time-safety.ts'
import { liveThrough, runSeed } from './run.ts'
import { calm, drawStorm } from './storm.ts'

test('the same seed is the same run, to the byte', async () => {
  const first = await runSeed({ seed: 7, steps: 40 })
  const other = await runSeed({ seed: 8, steps: 40 })
  const again = await runSeed({ seed: 7, steps: 40 })
  expect(again).toEqual(first)
  expect(other.trace).not.toBe(first.trace)
})

test('a storm is drawn from the seed, and half of its faults are absent', () => {
  expect(drawStorm(5)).toEqual(drawStorm(5))
  const present = Object.values(drawStorm(5)).filter((value) => value !== 0).length
  expect(present).toBeLessThan(Object.keys(calm).length)
})

test('wrong clocks on devices change no answer', async () => {
  for (const seed of [1, 2, 3]) {
    const live = (skewDays: number) =>
      liveThrough({ seed, steps: 60, storm: { ...calm, skewDays } })
    const [right, wrong] = [await live(0), await live(400)]
    const names = new Map<string, string>()
    for (const { evidence } of [right, wrong]) {
      const counts = new Map<string, number>()
      for (const event of evidence.history) {
        if (event.f !== 'ask' || event.type !== 'invoke') continue
        const count = (counts.get(event.p) ?? 0) + 1
        counts.set(event.p, count)
        names.set(event.intent, `${event.p} asks for the ${count}. time`)
      }
    }
    const rows = [right.evidence.rows, wrong.evidence.rows] as const
    expect(clocksDecideNothing(...rows, (intent) => names.get(intent))).toEqual([])
    expect(right.evidence.rows.outcomes.length).toBeGreaterThan(10)
  }
})
