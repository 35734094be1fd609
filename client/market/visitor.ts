import { documentId } from '../../engine/model/document.ts'
import type { FactsFrame } from '../../engine/model/follow.ts'
import { cartAbout } from '../../schema/documents/cart.ts'
import { factValue } from '../../schema/facts.ts'
import { userLane } from '../../schema/lanes.ts'
import { call } from './api.ts'

/** Past orders looked through in one go; more come in further frames. */
const FRAMES = 50

/**
 * How far a visitor's cart numbers must move up for a person who may have ordered before, on another device: above every
 * cart of that shop that became an order. Sign-in is online, so the person's own facts can be asked.
 */
export async function freeCartNumbers(
  person: string,
  token: string,
): Promise<(store: string) => number> {
  const used = new Map<string, Set<string>>()
  let after = 0
  for (let frame = 0; frame < FRAMES; frame++) {
    const lane = encodeURIComponent(userLane(person))
    const answer = await call<FactsFrame>(`/api/feed?lane=${lane}&after=${after}`, { token })
    if (!answer.ok) break
    for (const fact of answer.value.facts) {
      const lines = factValue('order.lines', fact)
      if (!lines) continue
      const carts = used.get(lines.store) ?? new Set()
      used.set(lines.store, carts.add(lines.cart))
    }
    after = answer.value.through
    if (after >= answer.value.head) break
  }
  return (store) => highestUsed(person, store, used.get(store) ?? new Set())
}

/** The highest number whose cart is among these documents; numbers are given one after the other. */
export function highestUsed(person: string, store: string, carts: ReadonlySet<string>): number {
  let highest = 0
  for (
    let number = 1, found = 0;
    found < carts.size && number <= highest + carts.size + 1;
    number++
  ) {
    if (!carts.has(documentId(cartAbout(person, store, number)))) continue
    highest = number
    found++
  }
  return highest
}
