import type { HostContext } from './context.ts'
import type { Greeted } from './frame.ts'
import type { Frame } from './stranger.ts'
import type { Peer } from './subscriber.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** A document as a greeting needs it. */
type Greetable = { waiting: WaitingRoom; sawVersion(version: number): void }

/**
 * Answers what a device holds of many documents: which are the same here is read off their rows in one query, without
 * loading one of them. A document that is not there, closed, or not this person's is "different" like one that has moved:
 * its turn comes one by one, with the checks that every document has.
 */
export async function answerGreeting(
  ctx: HostContext,
  documentOf: (id: string) => Greetable,
  peer: Peer,
  greeted: readonly Greeted[],
): Promise<void> {
  // Before the rows are read: what is stored after that finds the peer waiting.
  for (const one of greeted) documentOf(one.documentId).waiting.enter(frameOf(peer, one))
  const same = new Set<string>()
  try {
    const rows = await ctx.store.described(greeted.map((one) => one.documentId))
    const check = async ({ documentId, heads }: Greeted) => {
      const row = rows.get(documentId)
      if (row?.state !== 'open' || [...row.heads].sort().join() !== heads.join()) return
      if ((await ctx.access.role(peer, row)) === 'none') return
      const { id, sort, about, version } = row
      const document = documentOf(id)
      document.waiting.admit(peer, { id, sort, about, isSealed: false })
      document.sawVersion(version)
      same.add(id)
    }
    await Promise.all(greeted.map(check))
  } catch (error) {
    same.clear()
    ctx.observe({ event: 'store-failed', error: String(error) })
  }
  const ids = greeted.map((one) => one.documentId)
  const differ = ids.filter((id) => !same.has(id))
  for (const id of differ) documentOf(id).waiting.leave(peer)
  ctx.observe({ event: 'greeted', same: same.size, differ: differ.length })
  if (!peer.isClosed) peer.send({ type: 'standing', same: [...same], differ })
  peer.settle()
}

/** What the peer would have said of this document: I have these, send me what follows. */
const frameOf = (peer: Peer, { documentId, heads }: Greeted): Frame => ({
  peer,
  type: 'sync',
  message: {
    version: 1,
    heads,
    need: [],
    have: [{ lastSync: heads, bloom: new Uint8Array(0) }],
    changes: [],
  },
  digest: `greeting ${documentId}`,
})
