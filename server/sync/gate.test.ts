import { expect, test } from 'vitest'
import { newGate } from './gate.ts'

const limits = { socketsPerAddress: 2, socketsPerNode: 3, socketsPerSecond: 100 }

test('an address has so many sockets, and gets the place back when one closes', () => {
  const gate = newGate(limits, () => 0)
  const first = gate.enter('a')
  gate.enter('a')
  expect(gate.enter('a')).toMatchObject({ ok: false, status: 429 })
  expect(gate.enter('b').ok).toBe(true)
  if (first.ok) first.leave()
  if (first.ok) first.leave()
  expect(gate.open).toBe(2)
  expect(gate.enter('a').ok).toBe(true)
})

test('a full node sends the next elsewhere', () => {
  const gate = newGate(limits, () => 0)
  for (const address of ['a', 'b', 'c']) gate.enter(address)
  expect(gate.enter('d')).toMatchObject({ ok: false, status: 503 })
})

test('a herd is let in at its pace, and the rest is spread over the next seconds', () => {
  let now = 0
  const herd = newGate({ ...limits, socketsPerNode: 1_000, socketsPerSecond: 2 }, () => now)
  const waits = Array.from({ length: 500 }, (_, i) => herd.enter(String(i)))
  expect(waits.filter((entry) => entry.ok)).toHaveLength(2)
  const told = waits.map((entry) => (entry.ok ? 0 : entry.retryAfterSeconds))
  expect(new Set(told).size).toBeGreaterThan(5)
  now = 1_000
  expect(herd.enter('late').ok).toBe(true)
})
