import type { Role } from './access.ts'
import type { HostContext } from './context.ts'
import type { Described } from './resident.ts'
import { type Peer, type Subscriber, tellAccess } from './subscriber.ts'

/** What somebody may do with a document now: a sealed one is read, and so is everything by whoever cost us shards. */
export async function roleOf(
  { access, isStruck }: HostContext,
  document: Described,
  peer: Peer,
): Promise<Role> {
  const role = await access.role(peer, document)
  return role === 'write' && (document.isSealed || isStruck(peer.person)) ? 'read' : role
}

/** Gives a subscriber another role and tells it. False when it may not follow the document any more. */
export function giveRole(sub: Subscriber, role: Role, documentId: string): boolean {
  if (role === sub.role) return true
  if (role === 'write') {
    // Its core has been told that we take nothing; only a new connection makes it forget.
    sub.peer.close(4409, 'you may write now')
  } else if (role === 'read') {
    sub.role = role
    sub.isFresh = true
  }
  tellAccess(sub.peer, documentId, role)
  return role !== 'none'
}

/** The document is for nobody any more. */
export function sendAway(peer: Peer, documentId: string): void {
  tellAccess(peer, documentId, 'none')
  peer.send({ type: 'doc-unavailable', documentId })
}
