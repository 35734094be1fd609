import * as v from 'valibot'
import { expect, test } from 'vitest'
import { maskedPhone, Phone } from './phone.ts'

test.each([
  ['98400 12345', '+919840012345'],
  ['098400-12345', '+919840012345'],
  ['+91 98400 12345', '+919840012345'],
  ['00919840012345', '+919840012345'],
  ['+44 (20) 7946.0958', '+442079460958'],
])('%s is read as %s', (text, phone) => {
  expect(v.parse(Phone, text)).toBe(phone)
})

test.each(['', '12345', '1234567890', '+0123456789', 'call me', '+91 98400 12345 678 901'])(
  '"%s" is no phone number',
  (text) => {
    expect(v.safeParse(Phone, text).success).toBe(false)
  },
)

test('others see the last four digits only', () => {
  expect(maskedPhone('+919840012345')).toBe('…2345')
})
