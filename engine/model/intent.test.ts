import { expect, test } from 'vitest'
import {
  INTENT_BYTES,
  type Intent,
  isIntentId,
  payloadHash,
  readIntent,
  writeIntent,
} from './intent.ts'

const intent: Intent = {
  v: 1,
  kind: 'checkout',
  basis: ['0'.repeat(64)],
  until: 1_700_000_000_000,
  body: { store: 'annai' },
}

test('an intent read back is the intent that was written', () => {
  expect(readIntent(writeIntent(intent))).toEqual({ intent })
})

test.each([
  ['not json', 'not-canonical-json'],
  [JSON.stringify({ v: 1, kind: 'x', basis: [], body: {} }), 'not-canonical-json'],
  [writeIntent({ ...intent, v: 2 as 1 }), 'v'],
  [writeIntent({ ...intent, basis: ['short'] }), 'basis.0'],
  [writeIntent({ ...intent, surprise: 1 } as Intent), 'surprise'],
  [writeIntent({ ...intent, body: { text: 'x'.repeat(INTENT_BYTES) } }), 'too-long'],
])('%.40s is refused with the place at fault', (text, malformed) => {
  expect(readIntent(text)).toEqual({ malformed })
})

test('only a lower-case UUIDv7 is an intent id', () => {
  expect(isIntentId('01936f6e-7c1a-7000-8000-000000000001')).toBe(true)
  expect(isIntentId('01936f6e-7c1a-4000-8000-000000000001')).toBe(false)
  expect(isIntentId('01936F6E-7C1A-7000-8000-000000000001')).toBe(false)
})

test('one letter more is another payload', () => {
  expect(payloadHash('{}')).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
  expect(payloadHash('{} ')).not.toBe(payloadHash('{}'))
})
