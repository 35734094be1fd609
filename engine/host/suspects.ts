import type { HostContext } from './context.ts'
import { keepRefused } from './exchange.ts'
import type { Incoming } from './judge.ts'

/**
 * Changes that were being tried when their shard died, of one document. They are tried again one at a time: the one on
 * which a shard dies alone is refused for ever, and the others, which only stood beside it, pass.
 */
export type Suspects = Set<string>

/** A shard died while these were tried. Gives the hash that is condemned, if only one can have done it. */
export async function blame(
  ctx: HostContext,
  document: string,
  suspects: Suspects,
  tried: readonly Incoming[],
): Promise<string | undefined> {
  const all = tried.flatMap(({ sub, changes }) =>
    changes.flatMap((change) => (change.ok ? [{ sub, change }] : [])),
  )
  const [only, ...others] = all
  if (!only) {
    ctx.strikeDocument(document)
    return undefined
  }
  if (others.length > 0) {
    for (const { change } of all) suspects.add(change.hash)
    return undefined
  }
  const { sub, change } = only
  const { hash, bytes } = change
  suspects.delete(hash)
  ctx.strikePerson(sub.peer.person)
  const reason = 'deadline'
  const detail = 'a shard died of it'
  ctx.observe({ event: 'refused', reason, detail, document, person: sub.peer.person })
  await keepRefused(ctx, document, [{ sub, hash, bytes, reason, detail }])
  return hash
}

/** These passed. */
export function clear(suspects: Suspects, tried: readonly Incoming[]): void {
  for (const { changes } of tried) for (const change of changes) suspects.delete(change.hash)
}
