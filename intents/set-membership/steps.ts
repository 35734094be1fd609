import type { Membership } from '../../engine/model/kind.ts'
import type { SetMembershipBody } from './shape.ts'

export type Status = Membership['status'] | 'none'

/** From where to where each step leads; what was taken away can be given again, what is suspended only restored. */
export const steps = {
  grant: { from: ['none', 'revoked'], to: 'active' },
  suspend: { from: ['active'], to: 'suspended' },
  restore: { from: ['suspended'], to: 'active' },
  revoke: { from: ['active', 'suspended'], to: 'revoked' },
} as const satisfies Record<
  SetMembershipBody['do'],
  { from: readonly Status[]; to: Membership['status'] }
>
