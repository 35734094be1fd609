import type { Role } from './access.ts'
import type { HostContext } from './context.ts'
import type { Described } from './resident.ts'
import type { Peer } from './subscriber.ts'

/** What somebody may do with a document now: a sealed one is read, and so is everything by whoever cost us shards. */
export async function roleOf(
  { access, isStruck }: HostContext,
  document: Described,
  peer: Peer,
): Promise<Role> {
  const role = await access.role(peer, document)
  return role === 'write' && (document.isSealed || isStruck(peer.person)) ? 'read' : role
}
