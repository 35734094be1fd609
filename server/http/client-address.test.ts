import { expect, test } from 'vitest'
import { addressOf } from './client-address.ts'

test('without a proxy of ours nobody is believed about their address', () => {
  expect(addressOf({ socket: '203.0.113.9', forwarded: '1.2.3.4' }, 0)).toBe('203.0.113.9')
})

test('behind our proxies the address is the one they added, not what stood there before', () => {
  const forwarded = '6.6.6.6, 198.51.100.7, 10.0.0.2'
  expect(addressOf({ socket: '10.0.0.1', forwarded }, 1)).toBe('10.0.0.2')
  expect(addressOf({ socket: '10.0.0.1', forwarded }, 2)).toBe('198.51.100.7')
})

test.each([
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8::7', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
])('%s counts as %s: one subscriber is one address', (socket, address) => {
  expect(addressOf({ socket, forwarded: undefined }, 0)).toBe(address)
})
