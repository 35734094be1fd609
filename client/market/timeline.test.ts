import { beforeAll, expect, test } from 'vitest'
import type { Item } from '../../engine/replica/items.ts'
import { words } from '../words/en/index.ts'
import { show } from '../words/say.ts'
import type { OrderView } from './orders.ts'
import { timelineOf } from './timeline.ts'

beforeAll(() => show('en', words))

const item = (step: object): Item =>
  ({ id: 'o', kind: 'checkout', document: 'd', askedAt: 0, at: 0, ...step }) as Item
const order = (parts: Partial<OrderView>): OrderView => ({
  ...{ id: 'o', store: 's', at: 0, item: undefined, body: undefined },
  ...{ lines: undefined, standing: undefined },
  ...parts,
})
const standing = (state: string) =>
  ({ order: 'o', number: 7, store: 's', customer: 'c', state, at: 0 }) as OrderView['standing']

test('before the shop has it nothing is filled, and nothing says "placed" as a fact', () => {
  const nodes = timelineOf(order({ item: item({ step: 'saved' }) }))
  expect(nodes[0]?.is).toBe('phone')
  expect(nodes[1]?.is).toBe('threshold')
  expect(nodes.slice(2).every((node) => node.is === 'later')).toBe(true)
})

test('a placed order has facts up to where it is, one expected step, and the rest unlit', () => {
  const nodes = timelineOf(
    order({ item: item({ step: 'accepted', result: {} }), standing: standing('accepted') }),
  )
  expect(nodes.map((node) => node.is)).toEqual([
    'fact',
    'threshold',
    'fact',
    'fact',
    'next',
    'later',
    'later',
  ])
})

test('no time is shown for a step that nobody promised', () => {
  const nodes = timelineOf(order({ standing: standing('placed') }))
  expect(nodes.filter((node) => node.is === 'next' && node.time !== undefined)).toEqual([])
})

test('an order that the server set aside ends on the phone: no step is ahead of it', () => {
  const nodes = timelineOf(order({ item: item({ step: 'saved', setAside: 'no-access' }) }))
  expect(nodes.map((node) => node.is)).toEqual(['phone', 'exit'])
})

test('an order that ended early ends there', () => {
  const nodes = timelineOf(order({ standing: standing('cancelled') }))
  expect(nodes.at(-1)).toMatchObject({ is: 'exit', word: 'Cancelled' })
})
