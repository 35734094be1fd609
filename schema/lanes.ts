import type { Membership } from '../engine/model/kind.ts'

/** Every lane name, once. A home lane orders decisions; a follower lane only carries facts to its readers. */
export const PLATFORM = 'platform'
export const OPS = 'ops'
export const storeLane = (store: string) => `store:${store}`
export const catalogLane = (store: string) => `catalog:${store}`
export const userLane = (person: string) => `user:${person}`
/** Where an intent goes that nobody can place: it is refused there, on record. */
export const asksLane = (person: string) => `asks:${person}`

export const isHomeLane = (lane: string): boolean =>
  lane === PLATFORM || lane.startsWith('store:') || lane.startsWith('asks:')

const staff = ['owner', 'staff']
const overseers = ['platform_admin', 'support']

const holds = (roles: readonly Membership[], scope: string, allowed: string[]) =>
  roles.some((m) => m.status === 'active' && m.scope === scope && allowed.includes(m.role))

/** Who may follow a lane is decided by its name and the follower's memberships. A visitor follows `catalog:` only. */
export function mayFollow(
  person: string | undefined,
  roles: readonly Membership[],
  lane: string,
): boolean {
  if (lane.startsWith('catalog:')) return true
  if (person === undefined) return false
  if (lane === userLane(person)) return true
  if (lane.startsWith('store:')) {
    return holds(roles, lane, staff) || holds(roles, PLATFORM, overseers)
  }
  if (lane === PLATFORM) return holds(roles, PLATFORM, ['platform_admin'])
  if (lane === OPS) return holds(roles, PLATFORM, overseers)
  return false
}

/** The lanes that somebody may follow by the roles they hold in one scope, by the same rules as `mayFollow`. */
export const lanesOpenedBy = (roles: readonly Membership[], scope: string): string[] =>
  [scope, ...(scope === PLATFORM ? [OPS] : [])].filter((lane) => mayFollow('', roles, lane)).sort()
