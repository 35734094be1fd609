import { expect, test } from 'vitest'
import type { Membership } from '../engine/model/kind.ts'
import { mayOpen } from './access.ts'
import { cartAbout } from './documents/cart.ts'
import { requestsAbout } from './documents/requests.ts'
import { riderLogAbout } from './documents/rider-log.ts'
import { stockDraftAbout } from './documents/stock-draft.ts'
import { threadAbout } from './documents/thread.ts'

const role = (scope: string, of: string, status = 'active') =>
  [{ person: 'x', scope, role: of, status }] as Membership[]
const staff = role('store:annai', 'staff')
const elsewhere = role('store:kapali', 'owner')

test.each([
  [cartAbout('priya', 'annai', 1), { self: 'write', staff: 'read' }],
  [threadAbout('priya', 'annai', 1), { self: 'write', staff: 'write' }],
  [riderLogAbout('priya', 'annai', 'monday'), { self: 'write', staff: 'read' }],
  [stockDraftAbout('annai', 1), { self: 'none', staff: 'write' }],
  [requestsAbout('priya'), { self: 'write', staff: 'none' }],
  [
    { sort: 'unheard-of', person: 'priya' },
    { self: 'none', staff: 'none' },
  ],
])('%o is opened by whom it is for, and by nobody else', (about, may) => {
  expect(mayOpen('priya', [], about)).toBe(may.self)
  expect(mayOpen('sam', staff, about)).toBe(may.staff)
  expect(mayOpen('sam', role('store:annai', 'staff', 'suspended'), about)).toBe('none')
  expect(mayOpen('nobody', [], about)).toBe('none')
  expect(mayOpen('nobody', elsewhere, about)).toBe('none')
})

test('who is suspended opens nothing, not even what is theirs', () => {
  const suspended = role('platform', 'customer', 'suspended')
  expect(mayOpen('priya', suspended, cartAbout('priya', 'annai', 1))).toBe('none')
})
