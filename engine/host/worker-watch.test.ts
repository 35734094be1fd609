import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { until } from '../../test/kit/until.ts'
import { realEnv } from '../model/real-env.ts'
import { limits as defaults, type Limits } from './limits.ts'
import { cpuClock, threadName } from './worker-cpu.ts'
import { newWatch } from './worker-watch.ts'

const limits = { ...defaults, watchMs: 5, stillMs: 100 } as unknown as Limits
const env = realEnv()
const workFor = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** The watched thread here is the test's own: it works when the test does. */
function watched() {
  const overdue: string[] = []
  const watch = newWatch({ env, limits }, (why) => overdue.push(why))
  watch.ready(threadName())
  return { watch, overdue }
}

describe('a job', () => {
  test('that costs more work than it may is overdue, once', async () => {
    const { watch, overdue } = watched()
    watch.step(20)
    workFor(200)
    await until('it is overdue', () => overdue.length > 0)
    expect(overdue).toEqual(['more than 20 ms of work'])
    watch.close()
  })

  test('that comes a step further in time is not, however long it takes in all', async () => {
    const { watch, overdue } = watched()
    for (let i = 0; i < 10; i++) {
      watch.step(10_000)
      workFor(20)
      await env.wait(10)
    }
    watch.rest()
    expect(overdue).toEqual([])
    watch.close()
  })

  test('that stands still is overdue although it costs nothing', async () => {
    let looks = 0
    const still: Limits = { ...limits, stillMs: 20 } as unknown as Limits
    const frozen = { tick: () => 0, wait: async () => void looks++ }
    const why = await new Promise<string>((resolve) => {
      newWatch({ env: frozen, limits: still }, resolve).step(500)
    })
    expect([why, looks]).toEqual(['it stood still', 4])
  })
})

test('waiting is not work: the clock counts what this thread did', async () => {
  const clock = cpuClock(threadName() ?? '')
  if (!clock) return expect(process.platform).not.toBe('linux')
  const at = clock.ms()
  workFor(100)
  const worked = clock.ms() - at
  await env.wait(1_000)
  expect(clock.ms() - at).toBeLessThan(worked + 900)
  expect(worked).toBeGreaterThan(0)
  clock.close()
})

test('the clock of a thread that is gone stands still, and does not throw', async () => {
  const program = `const { readlinkSync } = require('node:fs')
    const thread = process.platform === 'linux' ? readlinkSync('/proc/thread-self') : ''
    require('node:worker_threads').parentPort.postMessage(thread)
    setInterval(() => {}, 1_000)`
  const worker = new Worker(program, { eval: true })
  const [thread] = await once(worker, 'message')
  const clock = cpuClock(thread)
  await worker.terminate()
  if (!clock) return expect(process.platform).not.toBe('linux')
  const at = clock.ms()
  expect(at).toBeGreaterThan(0)
  expect(clock.ms()).toBe(at)
  clock.close()
})

test('who has no clock of its own is timed by the wall, with patience', async () => {
  expect(cpuClock('no/such/thread')).toBeUndefined()
  const overdue: string[] = []
  const watch = newWatch({ env, limits }, (why) => overdue.push(why))
  watch.ready(undefined)
  watch.step(10)
  const at = performance.now()
  await until('it is overdue', () => overdue.length > 0)
  expect(performance.now() - at).toBeGreaterThan(190)
  watch.close()
})
