import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Membership } from '../../engine/model/kind.ts'
import { factValue, memberSet, storeSet } from '../../schema/facts.ts'
import { mayFollow } from '../../schema/lanes.ts'
import { setStoreShape } from '../set-store/shape.ts'
import { type Ask, decideAll, intentId, type Market, market, rowsOf } from '../testing/market.ts'
import type { SetMembershipBody } from './shape.ts'

const { store, settings } = setStoreShape.example
const SCOPE = `store:${store}` as const
const role = (person: string, scope: string, name: string) =>
  memberSet({ person, scope, role: name, status: 'active' })
const shop = () =>
  market([
    storeSet({ ...settings, store, version: 1 }),
    role('ravi', SCOPE, 'owner'),
    role('meena', SCOPE, 'staff'),
    role('paddy', 'platform', 'platform_admin'),
    role('suri', 'platform', 'support'),
  ])
let asked = 0
const ask = (author: string, body: SetMembershipBody): Ask => {
  asked += 1
  return { id: intentId(asked), author, kind: 'set-membership', body }
}
type StoreRole = 'owner' | 'staff'
const inStore = (step: SetMembershipBody['do'], person: string, name: StoreRole) =>
  ({ scope: SCOPE, person, role: name, do: step }) satisfies SetMembershipBody
const answer = async (rows: Market, author: string, body: SetMembershipBody) =>
  (await decideAll(rows, [ask(author, body)]))[0]
const membersOf = (rows: Market, person: string) =>
  rowsOf<Membership>(rows, 'memberships').filter((m) => m.person === person)

test('an owner takes somebody on, and that person may follow the shop from then on', async () => {
  const rows = shop()
  await answer(rows, 'ravi', inStore('grant', 'balu', 'staff'))
  const lanes = rows.facts.flatMap(({ fact }) => factValue('lanes.set', fact) ?? [])
  expect(lanes).toEqual([{ person: 'balu', scope: SCOPE, lanes: [SCOPE] }])
  expect(rows.facts.at(-1)?.fact.lanes).toEqual([SCOPE, 'user:balu'])
})

test('who loses one of two roles keeps what the other opens', async () => {
  const rows = shop()
  await answer(rows, 'ravi', inStore('grant', 'meena', 'owner'))
  await answer(rows, 'ravi', inStore('revoke', 'meena', 'staff'))
  await answer(rows, 'ravi', inStore('revoke', 'meena', 'owner'))
  const lanes = rows.facts.flatMap(({ fact }) => factValue('lanes.set', fact)?.lanes.length ?? [])
  expect(lanes).toEqual([1, 1, 0])
})

test('a shop always keeps an owner, and the platform an administrator', async () => {
  const rows = shop()
  const last = { reason: { code: 'last-owner' } }
  expect(await answer(rows, 'paddy', inStore('revoke', 'ravi', 'owner'))).toMatchObject(last)
  expect(await answer(rows, 'ravi', inStore('suspend', 'ravi', 'owner'))).toMatchObject(last)
  const stepDown = {
    scope: 'platform',
    person: 'paddy',
    role: 'platform_admin',
    do: 'revoke',
  } as const
  expect(await answer(rows, 'paddy', stepDown)).toMatchObject(last)
  await answer(rows, 'ravi', inStore('grant', 'meena', 'owner'))
  expect(await answer(rows, 'meena', inStore('revoke', 'ravi', 'owner'))).toMatchObject({
    verdict: 'accepted',
  })
})

test.each([
  ['meena', inStore('grant', 'balu', 'staff'), 'not-above'],
  ['suri', { scope: 'platform', person: 'suri', role: 'platform_admin', do: 'grant' }, 'not-above'],
  [
    'ravi',
    { scope: 'platform', person: 'ravi', role: 'platform_admin', do: 'grant' },
    'not-allowed',
  ],
  ['asha', inStore('grant', 'asha', 'owner'), 'not-allowed'],
  ['paddy', { ...inStore('grant', 'ravi', 'owner'), scope: 'store:nowhere' }, 'no-such-store'],
  ['ravi', inStore('restore', 'balu', 'staff'), 'wrong-step'],
  ['ravi', inStore('suspend', 'balu', 'staff'), 'wrong-step'],
] as [string, SetMembershipBody, string][])(
  '%s, asking %j, is told %s',
  async (author, body, code) => {
    expect(await answer(shop(), author, body)).toMatchObject({
      verdict: 'refused',
      reason: { code },
    })
  },
)

test('what is suspended is not granted again but restored', async () => {
  const rows = shop()
  await answer(rows, 'ravi', inStore('suspend', 'meena', 'staff'))
  expect(await answer(rows, 'ravi', inStore('grant', 'meena', 'staff'))).toMatchObject({
    reason: { code: 'wrong-step', params: { status: 'suspended' } },
  })
  await answer(rows, 'ravi', inStore('restore', 'meena', 'staff'))
  expect(membersOf(rows, 'meena')).toMatchObject([{ status: 'active' }])
})

test('asking for what is so already changes nothing', async () => {
  const granted = await answer(shop(), 'ravi', inStore('grant', 'meena', 'staff'))
  expect(granted).toMatchObject({ verdict: 'accepted', facts: [], result: { status: 'active' } })
})

test('a suspended customer may ask nothing, from the next question of the same batch on', async () => {
  const rows = shop()
  const customer = { scope: 'platform', person: 'meena', role: 'customer' } as const
  await answer(rows, 'paddy', { ...customer, do: 'suspend' })
  const grant = inStore('grant', 'balu', 'staff')
  expect(await answer(rows, 'meena', grant)).toMatchObject({ reason: { code: 'suspended' } })
  await answer(rows, 'paddy', { ...customer, do: 'restore' })
  expect(await answer(rows, 'meena', grant)).toMatchObject({ reason: { code: 'not-above' } })
})

test('whatever is asked, the lanes told are those that the roles left open', async () => {
  const body = fc.record({
    person: fc.constantFrom('ravi', 'meena', 'balu'),
    role: fc.constantFrom<StoreRole>('owner', 'staff'),
    do: fc.constantFrom<SetMembershipBody['do']>('grant', 'revoke', 'suspend', 'restore'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(body, { maxLength: 12 }), async (bodies) => {
      const rows = shop()
      await decideAll(
        rows,
        bodies.map((one) => ask('paddy', { scope: SCOPE, ...one })),
      )
      const told = new Map<string, string[]>()
      for (const { fact } of rows.facts) {
        const set = factValue('lanes.set', fact)
        if (set) told.set(set.person, set.lanes)
      }
      for (const [person, lanes] of told)
        expect(lanes.includes(SCOPE)).toBe(mayFollow(person, membersOf(rows, person), SCOPE))
      const owners = rowsOf<Membership>(rows, 'memberships').filter(
        (m) => m.scope === SCOPE && m.role === 'owner' && m.status === 'active',
      )
      expect(owners.length).toBeGreaterThan(0)
    }),
    { numRuns: 1_000 },
  )
})
