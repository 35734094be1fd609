import { expect, test } from 'vitest'
import { policy } from './trusted.ts'

test('templates pass; a script or a handler in markup does not', () => {
  expect(policy.createHTML('<div class="card"><b></b></div>')).toContain('card')
  expect(() => policy.createHTML('<img src=x onerror=alert(1)>')).toThrow()
  expect(() => policy.createHTML('<SCRIPT>x</SCRIPT>')).toThrow()
})
