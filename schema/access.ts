import type { About } from '../engine/model/document.ts'
import type { Membership } from '../engine/model/kind.ts'
import { storeLane } from './lanes.ts'

export type Access = 'none' | 'read' | 'write'

const worksAt = (roles: readonly Membership[], store: unknown) =>
  roles.some(
    (m) =>
      m.status === 'active' &&
      m.scope === storeLane(String(store)) &&
      ['owner', 'staff'].includes(m.role),
  )

/** What a person may do with a document, by what it is about. A suspended person opens nothing. */
export function mayOpen(person: string, roles: readonly Membership[], about: About): Access {
  if (roles.some((m) => m.scope === 'platform' && m.status === 'suspended')) return 'none'
  switch (about.sort) {
    case 'cart':
      if (about.customer === person) return 'write'
      return worksAt(roles, about.store) ? 'read' : 'none'
    case 'requests':
      return about.person === person ? 'write' : 'none'
    case 'thread':
      return about.customer === person || worksAt(roles, about.store) ? 'write' : 'none'
    case 'rider-log':
      if (about.rider === person) return 'write'
      return worksAt(roles, about.store) ? 'read' : 'none'
    case 'stock-draft':
      return worksAt(roles, about.store) ? 'write' : 'none'
    default:
      return 'none'
  }
}
