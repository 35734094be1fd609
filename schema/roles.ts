import type { Membership } from '../engine/model/kind.ts'
import { PLATFORM, storeLane } from './lanes.ts'

/** Who holds which roles over a scope. The scope of a role is the name of the lane it is about. */
export const STORE_ROLES = ['staff', 'owner'] as const
/** `customer` is nobody's power: its row exists only to suspend a person who has no other. */
export const PLATFORM_ROLES = ['customer', 'rider', 'support', 'platform_admin'] as const

/** The import and the demo ask like everybody else, by these names; nobody can sign in as one. */
const SYSTEM = ['system:import', 'system:demo']
export const isSystem = (author: string): boolean => SYSTEM.includes(author)

/** Suspended anywhere on the platform: such a person may ask nothing at all. */
export const isSuspended = (roles: readonly Membership[]): boolean =>
  roles.some((m) => m.scope === PLATFORM && m.status === 'suspended')

export const isPlatformAdmin = (roles: readonly Membership[]): boolean =>
  roles.some((m) => m.scope === PLATFORM && m.role === 'platform_admin' && m.status === 'active')

/** Why this author may not run the store, or undefined if they may. */
export function notRunning(
  { author, roles }: { author: string; roles: readonly Membership[] },
  store: string,
  allowed: readonly (typeof STORE_ROLES)[number][],
): 'not-allowed' | 'suspended' | undefined {
  if (isSystem(author) || isPlatformAdmin(roles)) return undefined
  const held = roles.filter(
    (m) => m.scope === storeLane(store) && allowed.includes(m.role as never),
  )
  if (held.some((m) => m.status === 'active')) return undefined
  return held.some((m) => m.status === 'suspended') ? 'suspended' : 'not-allowed'
}

/** How high somebody stands over a scope; 0: they have no say in it. */
export function rankOf(roles: readonly Membership[], scope: string): number {
  const ranks = roles.map(({ scope: of, role, status }) => {
    if (status !== 'active' || (of !== scope && of !== PLATFORM)) return 0
    return RANKS[role as keyof typeof RANKS] ?? 0
  })
  return Math.max(0, ...ranks)
}

const RANKS = {
  customer: 0,
  rider: 0,
  staff: 1,
  support: 1,
  owner: 2,
  platform_admin: 3,
} satisfies Record<(typeof STORE_ROLES | typeof PLATFORM_ROLES)[number], number>
