import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FactItem } from '../model/follow.ts'
import { ANSWERED, answeredItems, mergedItem, stepped } from './answers.ts'
import type { Item, Step } from './items.ts'

const saved: Item = { id: 'i', kind: 'checkout', document: 'd', askedAt: 1, step: 'saved', at: 1 }
const fact = (value: object, at = 5): FactItem => ({
  seq: 1,
  key: 'intent/i',
  kind: ANSWERED,
  value: { intent: 'i', kind: 'checkout', ...value } as never,
  intent: 'i',
  at,
})
const rank = { saved: 0, sent: 1, accepted: 2, refused: 2, review: 2 }

test('ticks never fall, and a verdict never changes, in whatever order news comes', () => {
  const news: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ step: fc.constant('saved' as const), at: fc.nat(9) }),
    fc.record({ step: fc.constant('sent' as const), at: fc.nat(9), to: fc.constant('server') }),
    fc.record({ step: fc.constant('accepted' as const), at: fc.nat(9), result: fc.constant({}) }),
    fc.record({
      step: fc.constant('refused' as const),
      at: fc.nat(9),
      reason: fc.constant({ code: 'already-ordered', params: {} }),
    }),
  ) as fc.Arbitrary<Step>
  fc.assert(
    fc.property(fc.array(news, { maxLength: 12 }), fc.array(fc.boolean()), (steps, ways) => {
      let item: Item = saved
      for (const [i, step] of steps.entries()) {
        // Half the news comes as a step, half as a whole item from another tab.
        const next: Item = ways[i]
          ? stepped(item, step)
          : mergedItem(item, { ...saved, ...step } as Item)
        expect(rank[next.step]).toBeGreaterThanOrEqual(rank[item.step])
        if (rank[item.step] === 2) expect(next).toEqual(item)
        item = next
      }
    }),
  )
})

test('an answer may overtake "sent"; what stood in the item stays', () => {
  const item = { ...saved, body: { store: 'annai' } }
  const [after] = answeredItems([fact({ verdict: 'accepted', result: { number: 7 } })], () => item)
  expect(after).toEqual({
    ...item,
    step: 'accepted',
    result: { number: 7 },
    at: 5,
  })
  expect(stepped(after as Item, { step: 'sent', at: 9, to: 'server' })).toBe(after)
})

test('an answer to something asked on another device is an item without a body', () => {
  const [item] = answeredItems(
    [fact({ verdict: 'review', problems: [], by: 'customer', document: 'd' })],
    () => undefined,
  )
  expect(item).toEqual({
    id: 'i',
    kind: 'checkout',
    document: 'd',
    askedAt: 5,
    step: 'review',
    by: 'customer',
    problems: [],
    at: 5,
  })
})

test('facts of other kinds answer nothing', () => {
  expect(
    answeredItems([{ ...fact({ verdict: 'accepted' }), kind: 'order.state' }], () => saved),
  ).toEqual([])
})

test('what was set aside and answered all the same is aside no more, in whatever order it is heard', () => {
  const aside: Item = { ...saved, setAside: 'no-access' }
  const accepted: Step = { step: 'accepted', result: {}, at: 5 }
  expect(stepped(aside, accepted)).not.toHaveProperty('setAside')
  expect(mergedItem(stepped(saved, accepted), aside)).not.toHaveProperty('setAside')
  expect(mergedItem(saved, aside)).toEqual(aside)
})
