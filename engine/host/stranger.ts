import { GENESIS_ACTOR } from '../model/genesis.ts'
import type { HostContext } from './context.ts'
import { keepRefused } from './exchange.ts'
import { guard } from './guard.ts'
import { guardAll } from './guard-all.ts'
import { type Refusal, refuse } from './refusal.ts'
import { foundResident, type Resident } from './resident.ts'
import { newSubscriber, type Peer } from './subscriber.ts'
import { READ_ONLY, SUPPORTS_RESET, type SyncMessage, writeSyncMessage } from './sync-message.ts'

/** A sync or request frame as it came, read but not judged. */
export type Frame = { peer: Peer; type: 'sync' | 'request'; message: SyncMessage; digest: string }

/** What was last said to somebody about a document that is not there for them; forgotten after `unknownMs`. */
type Note = { digest: string; isRefused: boolean; at: number }

/** Those who were told of one document that there is none. */
export type Strangers = ReturnType<typeof newStrangers>

export function newStrangers(ctx: HostContext, id: string) {
  const notes = new Map<string, Note>()
  return {
    isEmpty: () => notes.size === 0,
    leave: (peer: Peer) => notes.delete(peer.id),
    tend(): void {
      if (notes.size === 0) return
      for (const [peer, { at }] of notes)
        if (ctx.env.tick() - at > ctx.limits.unknownMs) notes.delete(peer)
    },
    /** The document, if what the stranger said makes it. */
    async answer(frame: Frame, exists: boolean): Promise<Resident | undefined> {
      const note = notes.get(frame.peer.id)
      const answer = await answerStranger(ctx, id, frame, { note, exists })
      if ('made' in answer) return answer.made
      notes.set(frame.peer.id, answer.note)
      return undefined
    },
  }
}

/**
 * Answers for a document that does not exist, or not for this person: the two cannot be told apart, for ids can be
 * guessed. Leaves no state but the note. A first change that is as it must be makes the document.
 */
async function answerStranger(
  ctx: HostContext,
  id: string,
  frame: Frame,
  { note, exists }: { note: Note | undefined; exists: boolean },
): Promise<{ note: Note } | { made: Resident }> {
  const { peer, type, message, digest } = frame
  const at = ctx.env.tick()
  const said = { digest, isRefused: note?.isRefused ?? false, at }
  if (type === 'request' || message.heads.length === 0) {
    peer.send({ type: 'doc-unavailable', documentId: id })
    return { note: said }
  }
  if (message.changes.length === 0) {
    if (note?.digest !== digest && !note?.isRefused) say(peer, id, { need: message.heads })
    return { note: said }
  }
  if (note?.isRefused) return { note: said }
  const made = exists ? refuse('no-access', 'not theirs') : await make(ctx, id, frame)
  if (made === 'too-many' || made === 'no-beginning') {
    if (made === 'too-many') peer.close(4429, 'new documents')
    else peer.close(4409, 'the first change is missing')
    return { note: said }
  }
  if (!('ok' in made)) return { made }
  await refuseAll(ctx, id, frame, made)
  return { note: { ...said, isRefused: true } }
}

async function make(
  ctx: HostContext,
  id: string,
  { peer, message }: Frame,
): Promise<Resident | Refusal | 'too-many' | 'no-beginning'> {
  const first = guard(message.changes[0] as Uint8Array, ctx.limits)
  if (!first.ok) return first
  // A frame that overtook the one before it: nothing is wrong with it but its place.
  if (first.deps.length > 0) return 'no-beginning'
  if (first.actor !== GENESIS_ACTOR) return refuse('not-genesis', first.actor)
  const made = await foundResident(ctx, id, first)
  if ('ok' in made) return made
  const role = await ctx.access.role(peer, made)
  if (role === 'write' && ctx.mayFound(peer.person)) return made
  await made.shard.close(id)
  return role === 'write' ? 'too-many' : refuse('no-access', 'not theirs')
}

/** So many of a stranger's changes are kept. */
const REFUSED_CHANGES = 100

async function refuseAll(
  ctx: HostContext,
  id: string,
  { peer, message }: Frame,
  why: Refusal,
): Promise<void> {
  const sub = newSubscriber(peer, 'read')
  const room = { changes: REFUSED_CHANGES, ops: ctx.limits.batchOps }
  const changes = await guardAll(message.changes, room, ctx)
  const { reason, detail } = why
  const refused = changes.map(({ hash, bytes }) => ({ sub, hash, bytes, reason, detail }))
  ctx.observe({ event: 'refused', reason, detail, document: id, person: peer.person })
  await keepRefused(ctx, id, refused)
  if (peer.haat) {
    const told = refused.map(({ hash }) => ({ hash, reason }))
    peer.send({ type: 'refused', documentId: id, changes: told })
  }
  say(peer, id, { flags: READ_ONLY | SUPPORTS_RESET })
}

/** A sync message of a document without changes. With READ_ONLY the peer stops sending; without flags it sends version 1. */
function say(peer: Peer, id: string, over: { need?: string[]; flags?: number }): void {
  const have = [{ lastSync: [], bloom: new Uint8Array(0) }]
  const data = writeSyncMessage({ version: 1, heads: [], need: [], have, changes: [], ...over })
  peer.send({ type: 'sync', documentId: id, data })
}
