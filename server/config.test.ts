import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const refused = (env: Record<string, string>) => {
  const reading = readConfig(env)
  return reading.ok ? 'accepted' : reading.sentence
}

test('nothing set gives a market on 8787 with its data in .haat', () => {
  const reading = readConfig({})
  expect(reading.ok && reading.value).toMatchObject({
    port: 8787,
    dataDir: resolve('.haat'),
    demo: true,
    production: false,
    logLevel: 'info',
  })
})

test('the demo and its raised limits are for the embedded Postgres, unless said otherwise', () => {
  const demo = (env: Record<string, string>) => {
    const reading = readConfig(env)
    return reading.ok && { on: reading.value.demo, codes: reading.value.limits.otpPerNumberHour }
  }
  const DATABASE_URL = 'postgres://db/haat'
  expect(demo({})).toEqual({ on: true, codes: 60 })
  expect(demo({ LIMIT_OTP_PER_NUMBER_HOUR: '7' })).toEqual({ on: true, codes: 7 })
  expect(demo({ HAAT_DEMO: '0' })).toEqual({ on: false, codes: 5 })
  expect(demo({ DATABASE_URL })).toEqual({ on: false, codes: 5 })
  expect(demo({ DATABASE_URL, HAAT_DEMO: '1' })).toEqual({ on: true, codes: 60 })
  expect(demo({ NODE_ENV: 'production' })).toEqual({ on: false, codes: 5 })
})

test('an empty setting counts as unset', () => {
  const reading = readConfig({ PORT: '', DATABASE_URL: ' ' })
  expect(reading.ok && reading.value.port).toBe(8787)
  expect(reading.ok && 'databaseUrl' in reading.value).toBe(false)
})

test.each([
  [
    { PORT: 'http' },
    'PORT is "http", but that does not fit: set it to a whole number from 0 to 65535',
  ],
  [{ PORT: '65536' }, 'PORT is "65536"'],
  [{ PORT: '-1' }, 'PORT is "-1"'],
  [{ PORT: '80.5' }, 'PORT is "80.5"'],
  [{ SHARDS: 'many' }, 'SHARDS is "many"'],
  [{ DATABASE_URL: 'mysql://localhost/haat' }, 'start it with postgres:// or postgresql://'],
  [{ DATABASE_URL: 'localhost' }, 'DATABASE_URL is "localhost"'],
  [{ NATS_URL: 'http://localhost' }, 'NATS_URL is "http://localhost"'],
  [{ FAULTS: 'K6' }, 'FAULTS is "K6", but that cannot be read'],
  [{ LOG_LEVEL: 'loud' }, 'set it to silent, fatal, error, warn, info, debug or trace'],
  [{ NODE_ENV: 'prod' }, 'NODE_ENV is "prod"'],
  [
    { HAAT_DEMO: 'yes' },
    'HAAT_DEMO is "yes", but it is a switch: set it to 1 or 0, or leave it out.',
  ],
  [{ ORIGINS: 'https://haat.example/, *' }, '"https://haat.example/" is no origin'],
  [{ OTP_PEPPER: 'short' }, 'OTP_PEPPER is set, but it is shorter than 32 characters'],
  [{ LIMIT_OTP_PER_NUMBER_HOUR: '0' }, 'LIMIT_OTP_PER_NUMBER_HOUR is "0"'],
])('%j is refused with a sentence that says what to do', (env, sentence) => {
  expect(refused(env as Record<string, string>)).toContain(sentence)
})

test('what tells codes or breaks things on purpose is refused in production', () => {
  expect(refused({ NODE_ENV: 'production', HAAT_DEMO: '1' })).toContain('HAAT_DEMO is "1"')
  expect(refused({ NODE_ENV: 'production', FAULTS: 'K6=kill' })).toContain('FAULTS is "K6=kill"')
})

test('a password in an address is not repeated', () => {
  expect(refused({ NATS_URL: 'http://haat:hunter2@bus' })).not.toContain('hunter2')
})
