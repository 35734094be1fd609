import { beforeAll, expect, test } from 'vitest'
import type { Status } from '../../engine/replica/status.ts'
import { words } from '../words/en/index.ts'
import { show } from '../words/say.ts'
import { pillOf } from './pill.ts'

beforeAll(() => show('en', words))
const status = (state: object, pending = 0, choices = 0): Status =>
  ({ since: 0, pending, choices, newVersion: false, ...state }) as Status

test('offline is grey, never red', () => {
  expect(pillOf(status({ at: 'offline', why: 'no-network' }), false)).toMatchObject({
    colour: 'grey',
    words: 'Offline. You can keep working',
  })
})

test('what needs a person comes before everything else', () => {
  expect(pillOf(status({ at: 'offline', why: 'no-answer' }, 3, 1), true)).toMatchObject({
    colour: 'red',
    words: '1 needs your choice',
  })
})

test('a visitor with a full cart is not nagged to sign in', () => {
  expect(pillOf(status({ at: 'sign-in', why: 'visitor' }, 5), false)).toBeUndefined()
})

test('a suspended person is not sent to sign in again', () => {
  const words = (why: string) => pillOf(status({ at: 'sign-in', why }), false)?.words
  expect(words('expired')).toMatch('Sign in')
  expect(words('suspended')).not.toMatch('Sign in')
})

test('nothing is said while all is well, unless a new version waits', () => {
  expect(pillOf(status({ at: 'live' }), false)).toBeUndefined()
  expect(pillOf(status({ at: 'live' }), true)?.words).toBe('New version ready')
})
