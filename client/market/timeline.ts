import type { OrderState } from '../../schema/order.ts'
import type { TimelineNode } from '../parts/order-timeline.tsx'
import { clockTime } from '../words/clock.ts'
import { type Key, say } from '../words/say.ts'
import type { OrderView } from './orders.ts'

const DELIVERY: OrderState[] = ['placed', 'accepted', 'preparing', 'out-for-delivery', 'delivered']
const PICKUP: OrderState[] = ['placed', 'accepted', 'preparing', 'ready', 'collected']
const EXITS: OrderState[] = ['rejected', 'expired', 'cancelled', 'delivery-failed', 'returned']

/** On the way of delivery, `ready` is a stage of packing; on both, `completed` is behind the last step. */
const RANK: Partial<Record<OrderState, number>> = {
  placed: 0,
  accepted: 1,
  preparing: 2,
  ready: 3,
  'out-for-delivery': 3,
  delivered: 4,
  collected: 4,
  completed: 5,
}

/**
 * The way of an order as nodes. Only facts are filled; the steps to come are unlit, and a time is shown for one of them
 * only if the shop promised it. No timer pretends.
 */
export function timelineOf(order: OrderView): TimelineNode[] {
  const { item, standing, lines } = order
  const nodes: TimelineNode[] = []
  const known = standing !== undefined
  if (item?.setAside !== undefined && !known) {
    // It never came to the threshold.
    return [
      { is: 'phone', word: say('tick.saved'), time: clockTime(item.askedAt) },
      { is: 'exit', word: say('tick.aside') },
    ]
  }
  if (item) {
    nodes.push(
      item.step === 'saved'
        ? { is: 'phone', word: say('tick.saved'), time: clockTime(item.askedAt) }
        : { is: 'fact', word: say('step.saved'), time: clockTime(item.askedAt) },
    )
    if (item.step === 'sent') {
      nodes.push({ is: 'fact', word: say('step.sent'), time: clockTime(item.at) })
    }
  }
  nodes.push({ is: 'threshold' })
  if (item?.step === 'refused' || item?.step === 'review') {
    nodes.push({ is: 'exit', word: say(`step.${item.step}`), time: clockTime(item.at) })
    return nodes
  }
  const way = (lines?.when ?? order.body?.when) === 'pickup' ? PICKUP : DELIVERY
  const reached = standing ? (RANK[standing.state] ?? 0) : -1
  const promised = standing?.promise && clockTime(standing.promise.to)
  for (const state of way) {
    const rank = RANK[state] ?? 0
    if (state === 'placed' && lines) {
      nodes.push({
        is: 'fact',
        word: `${say('step.placed')} ${say('order.number', { number: lines.number })}`,
        time: clockTime(lines.placedAt),
      })
    } else if (rank <= reached) {
      const time = standing?.state === state ? clockTime(standing.at) : undefined
      nodes.push({ is: 'fact', word: word(state), time })
    } else if (known && rank === reached + 1) {
      nodes.push({ is: 'next', word: word(state) })
    } else {
      const time = rank === 4 ? promised : undefined
      nodes.push(
        time ? { is: 'next', word: word(state), time } : { is: 'later', word: word(state) },
      )
    }
  }
  if (standing && EXITS.includes(standing.state)) {
    return [
      ...nodes.filter((node) => node.is === 'fact' || node.is === 'threshold'),
      { is: 'exit', word: word(standing.state), time: clockTime(standing.at) },
    ]
  }
  return nodes
}

const word = (state: OrderState) => say(`step.${state}` as Key)
