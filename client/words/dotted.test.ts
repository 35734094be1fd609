import { expect, test } from 'vitest'
import { dotted } from './dotted.ts'

test('what is not there leaves no dot, and no line can begin with one', () => {
  expect(dotted(['Vayal', undefined, '', '5 kg'])).toBe('Vayal\u00a0· 5 kg')
})
