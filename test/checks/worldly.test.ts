import { expect, test } from 'vitest'
import { sources } from './sources.ts'
import { worldly } from './worldly.ts'

const uses = (text: string, path = 'engine/host/x.ts') =>
  worldly([{ path, text, lines: 1 }]).map((found) => found.uses)

test('engine, schema and intents take clock, chance and network as arguments', () => {
  expect(worldly(sources)).toEqual([])
})

test.each([
  ['const t = Date.now()', 'Date.now'],
  ['const t = new Date()', 'new Date'],
  ['setTimeout(f, 1)', 'setTimeout'],
  ['const n = Math.random()', 'Math.random'],
  ['const f = Math.random', 'Math.random'],
  ["import { randomBytes } from 'node:crypto'", 'node:crypto'],
  ["import { setTimeout as wait } from 'node:timers/promises'", 'node:timers/promises'],
  ["const s = new WebSocket('ws://x')", 'new WebSocket'],
  ["void fetch('/api')", 'fetch'],
])('%s is caught', (text, what) => {
  expect(uses(text)).toEqual([what])
})

test('a date made of a number, a hash, and a word in a comment pass', () => {
  expect(uses('const d = new Date(at)')).toEqual([])
  expect(uses("import { createHash } from 'node:crypto'")).toEqual([])
  expect(uses('// no Date.now() here')).toEqual([])
  expect(uses('const t = Date.now()', 'server/main.ts')).toEqual([])
})
