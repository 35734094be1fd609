import '@automerge/automerge'
import { expect, test } from 'vitest'
import { applyMutants } from './applied.ts'
import { guardInputs } from './guard-inputs.ts'

const seed = 1 + Math.floor(Math.random() * 2 ** 31)

test(`no input breaks the guard or a limit, and no honest change is refused (seed ${seed})`, () => {
  const tally = guardInputs(5_000, seed)
  expect(tally).toMatchObject({ inputs: 5_000, broken: [], honestRefused: 0 })
  expect(tally.fit).toBeGreaterThan(0)
})

test(`what the guard lets through leaves every document whole (seed ${seed})`, () => {
  expect(applyMutants(400, seed)).toMatchObject({
    applied: 400,
    unloadable: [],
    touched: [],
    honestRefused: [],
  })
})
