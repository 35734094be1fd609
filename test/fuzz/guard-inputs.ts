import { guard } from '../../engine/host/guard.ts'
import { limits } from '../../engine/host/limits.ts'
import { follow, newOrder, placeOf } from '../../engine/host/order.ts'
import { honestHistory } from '../../engine/host/testing/histories.ts'
import { randomFrom } from '../../engine/host/testing/mutate.ts'
import { mutant } from './mutant.ts'

export type GuardTally = {
  inputs: number
  /** Let through by the guard, and of these by the order of their document too. */
  fit: number
  next: number
  refused: Record<string, number>
  /** Honest changes that were refused: none. */
  honestRefused: number
  /** Inputs for which a limit did not hold or the guard threw, as hex: none. */
  broken: string[]
  slowestMs: number
  seconds: number
}

export const noneGuarded = (): GuardTally => ({
  ...{ inputs: 0, fit: 0, next: 0, refused: {}, honestRefused: 0, broken: [] },
  ...{ slowestMs: 0, seconds: 0 },
})

const HISTORIES = 40
const STEPS = 40
const KEPT_BROKEN = 20

/** Puts `inputs` mutants of honest changes before the guard and the order of their document. */
export function guardInputs(inputs: number, seed: number): GuardTally {
  const chance = randomFrom(seed)
  const began = performance.now()
  const tally = noneGuarded()
  const corpus = Array.from({ length: HISTORIES }, () => {
    const changes = honestHistory(chance, STEPS)
    const order = newOrder()
    for (const bytes of changes) {
      const change = guard(bytes, limits)
      const isNext = change.ok && placeOf(order, change, change.actor, limits).ok
      if (isNext) follow(order, change, change.actor)
      else tally.honestRefused += 1
    }
    return { changes, order }
  })
  for (; tally.inputs < inputs; tally.inputs++) {
    const { changes, order } = corpus[tally.inputs % HISTORIES] as (typeof corpus)[number]
    const bytes = mutant(changes, chance)
    const at = performance.now()
    try {
      const seen = guard(bytes, limits)
      tally.slowestMs = Math.max(tally.slowestMs, performance.now() - at)
      if (!seen.ok) {
        tally.refused[seen.reason] = (tally.refused[seen.reason] ?? 0) + 1
        continue
      }
      tally.fit += 1
      const place = placeOf(order, seen, seen.actor, limits)
      if (place.ok && place.place === 'next') tally.next += 1
      const isBounded =
        seen.ops <= limits.changeOps &&
        seen.bytes.length <= limits.changeInflated + limits.changeBytes &&
        seen.deps.length <= limits.changeDeps &&
        seen.maxOp === seen.startOp + seen.ops - 1
      if (!isBounded) keep(tally, bytes)
    } catch {
      keep(tally, bytes)
    }
  }
  tally.seconds = (performance.now() - began) / 1000
  return tally
}

function keep(tally: GuardTally, bytes: Uint8Array): void {
  if (tally.broken.length < KEPT_BROKEN) tally.broken.push(Buffer.from(bytes).toString('hex'))
}
