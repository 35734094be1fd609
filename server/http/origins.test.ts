import { expect, test } from 'vitest'
import { mayCall } from './origins.ts'

const allowed = ['https://app.haat.example']
const may = (origin: string | undefined) => mayCall(origin, { host: 'Haat.example:8787', allowed })

test('our own pages and listed ones may call, others may not', () => {
  expect(may('http://haat.example:8787')).toBe(true)
  expect(may('https://app.haat.example')).toBe(true)
  expect(may('https://haat.example')).toBe(false)
  expect(may('https://app.haat.example.evil.example')).toBe(false)
  expect(may('null')).toBe(false)
})

test('who is no browser page has no origin; there the token decides', () => {
  expect(may(undefined)).toBe(true)
})
