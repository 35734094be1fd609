import { connect, createServer } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { GENERATED } from './generated.ts'
import { openLink } from './link.ts'
import { chanceAt, loadTrace, readTrace, timeOf } from './trace.ts'

test('chances follow the trace, and it begins again after its last line', () => {
  const trace = readTrace('t', '0\n5\n5\n20\n')
  expect([0, 1, 2, 3, 4, 5, 7].map((i) => timeOf(trace, i))).toEqual([0, 5, 5, 20, 20, 25, 40])
  expect(chanceAt(trace, 0)).toBe(0)
  expect(chanceAt(trace, 6)).toBe(3)
  expect(timeOf(trace, chanceAt(trace, 21))).toBe(25)
})

test('whenever asked, the next chance is the first that is not over', () => {
  const times = fc
    .array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 20 })
    .map((list) => [...list.sort((a, b) => a - b), 60])
  fc.assert(
    fc.property(times, fc.nat({ max: 500 }), (list, ms) => {
      const trace = readTrace('t', list.join('\n'))
      const index = chanceAt(trace, ms)
      expect(timeOf(trace, index)).toBeGreaterThanOrEqual(ms)
      if (index > 0 && index % trace.at.length > 0)
        expect(timeOf(trace, index - 1)).toBeLessThan(ms)
    }),
  )
})

test('a trace that goes back, says no time, or never delivers is refused with its line', () => {
  expect(() => readTrace('t', '5\n3\n')).toThrow(/line 2 of t/)
  expect(() => readTrace('t', '5\nx\n')).toThrow(/line 2/)
  expect(() => readTrace('t', '')).toThrow(/never delivers/)
})

test('generated networks go forward for ever, and the lift is deaf for twenty seconds', () => {
  for (const name of Object.keys(GENERATED)) {
    const trace = loadTrace(name, 'up')
    for (let i = 1; i < trace.at.length * 3; i++) {
      expect(timeOf(trace, i), `${name} ${i}`).toBeGreaterThanOrEqual(timeOf(trace, i - 1))
    }
  }
  const lift = loadTrace('lift', 'down')
  expect(timeOf(lift, chanceAt(lift, 40_001))).toBe(60_004)
})

test('bytes pass whole, in order, no faster than the trace allows', async () => {
  const echo = createServer((socket) => socket.pipe(socket))
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  const { port } = echo.address() as { port: number }
  // One chance every 2 ms: 100 packets take 200 ms and no less, each way.
  const trace = readTrace('t', Array.from({ length: 1000 }, (_, i) => i * 2).join('\n'))
  const link = await openLink({
    up: trace,
    down: trace,
    offsetMs: 0,
    target: { host: '127.0.0.1', port },
  })
  const sent = Buffer.alloc(150_000, 'abcdefghi')
  const began = performance.now()
  const heard: Buffer[] = []
  const socket = connect(link.port, '127.0.0.1')
  socket.end(sent)
  for await (const part of socket) heard.push(part as Buffer)
  expect(Buffer.concat(heard).equals(sent)).toBe(true)
  expect(performance.now() - began).toBeGreaterThanOrEqual(195)
  link.close()
  echo.close()
})

test('a server that is away costs the device its connection at once', async () => {
  const trace = readTrace('t', '1\n2\n')
  const link = await openLink({
    up: trace,
    down: trace,
    offsetMs: 0,
    target: { host: '127.0.0.1', port: 1 },
  })
  const socket = connect(link.port, '127.0.0.1')
  await new Promise((resolve) => socket.on('error', resolve).on('close', resolve))
  link.close()
})
