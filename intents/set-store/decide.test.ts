import { expect, test } from 'vitest'
import { memberSet } from '../../schema/facts.ts'
import { type Ask, decideAll, intentId, type Market, market, rowsOf } from '../testing/market.ts'
import { setStore } from './kind.ts'
import { setStoreShape } from './shape.ts'

const { store, settings } = setStoreShape.example
const role = (person: string, scope: string, name: string) =>
  memberSet({ person, scope, role: name, status: 'active' })
const people = [
  role('ravi', `store:${store}`, 'owner'),
  role('meena', `store:${store}`, 'staff'),
  role('paddy', 'platform', 'platform_admin'),
]
let asked = 0
const set = async (rows: Market, author: string, basis: number, change = {}) => {
  asked += 1
  const body = { store, basis, settings: { ...settings, ...change } }
  const ask: Ask = { id: intentId(asked), author, kind: 'set-store', body }
  return (await decideAll(rows, [ask]))[0]
}

test('the platform founds a shop, its owner changes it, each on the version that was seen', async () => {
  const rows = market(people)
  expect(await set(rows, 'paddy', 0)).toMatchObject({ verdict: 'accepted', result: { version: 1 } })
  expect(await set(rows, 'ravi', 1, { paused: true })).toMatchObject({ result: { version: 2 } })
  expect(await set(rows, 'ravi', 1, { paused: false })).toMatchObject({
    reason: { code: 'basis-moved', params: { basis: 1, now: 2 } },
  })
  expect(rowsOf(rows, 'stores')).toMatchObject([{ version: 2, settings: { paused: true } }])
})

test('what opens a shop is told in the shop’s own lane and to the public', async () => {
  const rows = market(people)
  await set(rows, 'system:demo', 0)
  expect(rows.facts.at(-1)?.fact.lanes).toEqual([`store:${store}`, `catalog:${store}`])
})

test('a shop that is not there yet is ordered by the platform, any other by its own lane', () => {
  const lane = (basis: number) => setStore.lane({ store, basis, settings })
  expect([lane(0), lane(1)]).toEqual(['platform', `store:${store}`])
})

test('a shop is founded once', async () => {
  const rows = market(people)
  await set(rows, 'paddy', 0)
  expect(await set(rows, 'paddy', 0)).toMatchObject({ reason: { code: 'basis-moved' } })
})

test.each([
  ['ravi', 0],
  ['meena', 1],
  ['asha', 1],
])('%s may not set a shop from version %i', async (author, basis) => {
  const rows = market(people)
  if (basis > 0) await set(rows, 'paddy', 0)
  expect(await set(rows, author, basis)).toMatchObject({ reason: { code: 'not-allowed' } })
})

test.each([[[{ fromMinute: 600, toMinute: 600 }]], [[{ fromMinute: 1_200, toMinute: 1_441 }]]])(
  'hours that no day has are refused: %j',
  async (hours) => {
    expect(await set(market(people), 'paddy', 0, { hours })).toMatchObject({
      reason: { code: 'malformed', params: { at: 'body.settings.hours' } },
    })
  },
)
