import type { Membership } from '../../engine/model/kind.ts'
import { PLATFORM } from '../../schema/lanes.ts'

/** How long a session lives unused, and at most. The more a role can do, the sooner it must prove itself again. */
export type Lifetime = { idleHours: number; longestHours: number }

const DAY = 24
const lifetimes = {
  admin: { idleHours: 12, longestHours: 12 },
  worker: { idleHours: 7 * DAY, longestHours: 90 * DAY },
  customer: { idleHours: 30 * DAY, longestHours: 90 * DAY },
} satisfies Record<string, Lifetime>

export function lifetimeFor(roles: readonly Membership[]): Lifetime {
  const active = roles.filter(({ status }) => status === 'active')
  if (active.some(({ scope }) => scope === PLATFORM)) return lifetimes.admin
  return active.length > 0 ? lifetimes.worker : lifetimes.customer
}
