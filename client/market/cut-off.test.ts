import { expect, test } from 'vitest'
import type { State } from '../../engine/replica/status.ts'
import { isCutOff } from './cut-off.ts'

const known = { since: 0, pending: 0, choices: 0, newVersion: false }
const cut = (state: State) => isCutOff({ ...known, ...state })

test('whoever is not let in hears as little as whoever has no network', () => {
  expect(cut({ at: 'offline', why: 'no-network' })).toBe(true)
  expect(cut({ at: 'update', least: 2 })).toBe(true)
  expect(cut({ at: 'sign-in', why: 'expired' })).toBe(true)
})

test('a visitor, a slow network and full storage cut nobody off', () => {
  expect(cut({ at: 'sign-in', why: 'visitor' })).toBe(false)
  expect(cut({ at: 'weak', rttMs: 2_000 })).toBe(false)
  expect(cut({ at: 'full', freeBytes: 0 })).toBe(false)
})
