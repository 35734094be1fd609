import { type Key, say } from '../words/say.ts'
import { needsChoice, type OrderView } from './orders.ts'

/** Why the server did not take it, if it is set aside and nothing was ordered. */
export const asideOf = ({ item, standing, lines }: OrderView): string | undefined =>
  standing || lines ? undefined : item?.setAside

/** The word for where an order stands: a fact if there is one, else what this phone knows of its asking. */
export function standingOf(order: OrderView): string {
  if (order.standing) return say(`step.${order.standing.state}` as Key)
  if (asideOf(order) !== undefined) return say('tick.aside')
  switch (order.item?.step) {
    case 'saved':
      return say('step.saved')
    case 'sent':
      return say('step.sent')
    case 'refused':
    case 'review':
      return say(`step.${order.item.step}`)
    default:
      return say('step.placed')
  }
}

/** Red: a person is needed. Leaf: the shop's books say so. Grey: only this phone does. */
export function toneOf(order: OrderView): 'red' | 'leaf' | 'grey' {
  if (needsChoice(order) || asideOf(order) !== undefined) return 'red'
  return order.standing ? 'leaf' : 'grey'
}
