import { accept, type Decision, refuse } from '../../engine/model/decision.ts'
import type { Asked, Membership } from '../../engine/model/kind.ts'
import { lanesSet, memberSet } from '../../schema/facts.ts'
import { lanesOpenedBy, PLATFORM } from '../../schema/lanes.ts'
import { isSystem, rankOf } from '../../schema/roles.ts'
import type { SetMembershipBody } from './shape.ts'
import { type Status, steps } from './steps.ts'

export type Seen = {
  /** Is there such a store, or is it the platform? */
  isScope: boolean
  /** The roles that the person holds in this scope, or held. */
  held: readonly Membership[]
  /** How many people stand active in the scope's highest role. */
  atTheTop: number
}

/** The role of each scope that must never be left empty. */
export const TOP = { store: 'owner', platform: 'platform_admin' } as const
export const topOf = (scope: string): string => (scope === PLATFORM ? TOP.platform : TOP.store)

/** Owners choose who works in their shop; only administrators choose who runs the platform. */
const rankToSet = (scope: string): number => (scope === PLATFORM ? 3 : 2)

/** Nobody gives or takes what stands above them, and a shop always keeps somebody who owns it. */
export function decide(seen: Seen, asked: Asked<SetMembershipBody>): Decision {
  const { scope, person, role, do: step } = asked.body
  if (!isSystem(asked.author)) {
    const rank = rankOf(asked.roles, scope)
    if (rank === 0) return refuse('not-allowed')
    if (rank < rankToSet(scope)) return refuse('not-above', { role })
  }
  if (!seen.isScope) return refuse('no-such-store', { store: scope.slice('store:'.length) })

  const now: Status = seen.held.find((m) => m.role === role)?.status ?? 'none'
  const to = steps[step].to
  if (now === to) return accept([], { result: { status: to } })
  const mayFrom: readonly Status[] = steps[step].from
  const isKnownByNothing = now === 'none' && role === 'customer' && step === 'suspend'
  if (!mayFrom.includes(now) && !isKnownByNothing) return refuse('wrong-step', { status: now })
  if (role === topOf(scope) && now === 'active' && seen.atTheTop <= 1) return refuse('last-owner')

  const member: Membership = { person, scope, role, status: to }
  const held = [...seen.held.filter((m) => m.role !== role), member]
  const lanes = lanesOpenedBy(held, scope)
  return accept([memberSet(member), lanesSet({ person, scope, lanes }, scope)], {
    result: { status: to },
  })
}
