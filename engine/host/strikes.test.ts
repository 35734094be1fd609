import { expect, test } from 'vitest'
import { limits } from './limits.ts'
import { newStrikes } from './strikes.ts'

test('a document is put away at its second strike within ten minutes', () => {
  let tick = 0
  const strikes = newStrikes({ tick: () => tick }, limits)
  expect(strikes.document('a')).toBe(false)
  expect(strikes.document('b')).toBe(false)
  tick = limits.documentStrikeMs
  expect(strikes.document('a')).toBe(false)
  tick += 1
  expect(strikes.document('a')).toBe(true)
})

test('a person reads only from the third strike on, for an hour', () => {
  let tick = 0
  const strikes = newStrikes({ tick: () => tick }, limits)
  for (let i = 0; i < 3; i++) {
    expect(strikes.isStruck('mallory')).toBe(false)
    strikes.person('mallory')
  }
  expect(strikes.isStruck('mallory')).toBe(true)
  expect(strikes.isStruck('mala')).toBe(false)
  tick = limits.personStrikeMs
  expect(strikes.isStruck('mallory')).toBe(false)
})
