import type { FoundIntent } from '../model/pending.ts'
import type { HostContext } from './context.ts'
import { missingFor, newHeld, release } from './held.ts'
import { type Incoming, type Judged, judge } from './judge.ts'
import { adopt } from './order.ts'
import type { Reason } from './refusal.ts'
import { type Resident, snapshotIfDue } from './resident.ts'
import type { Outgoing, Prepared, ShardFrame, ShardPeer } from './shard.ts'
import type { ChangeRow } from './storage/host-store.ts'
import { inShard, type Subscriber } from './subscriber.ts'
import { readSyncMessage, writeSyncMessage } from './sync-message.ts'

/** Hearers of one answer of the shard. */
const PART_HEARERS = 128

/** `told` is the version that the subscribers have been told already. */
export type Batch = { incoming: Incoming[]; subs: Map<string, Subscriber>; told: number }

/**
 * One batch of one document: judged, tried on a copy, stored in one transaction with the intents it carries, and only
 * then made the document and answered. 'moved': another node was faster, nothing has happened; catch up and try again.
 */
export async function exchange(
  ctx: HostContext,
  doc: Resident,
  batch: Batch,
): Promise<'done' | 'moved'> {
  const { env } = ctx
  const at = env.tick()
  const { judged, prepared } = await prepare(ctx, doc, batch)
  if (!prepared) return talk(ctx, doc, judged, batch)
  await env.fault('K1')
  const found = foundIntents(doc, judged, prepared)
  const rows = rowsOf(ctx, doc, judged)
  const maker = doc.unstored && judged.admitted[0]?.sub.peer
  if (rows.length > 0) {
    const stored = await ctx.flusher.submit(flushOf(doc, judged, prepared, rows, found))
    if (stored !== 'stored') {
      await doc.shard.abort(doc.id)
      if (stored === 'moved') return 'moved'
      for (const { sub } of judged.frames) sub.peer.close(1013, 'the store would not take it')
      return 'done'
    }
    await env.fault('K3')
    // At once: the decision need not wait until the shard has caught up and the sender has heard.
    if (found.length > 0) ctx.asked(found)
  }
  const isNews = doc.version + rows.length > batch.told
  const [first, ...more] = inParts(doc, hearers(batch, isNews))
  const outgoing = await first
  adoptAll(doc, judged, prepared, rows)
  settleSubscribers(ctx, doc, judged, batch)
  sendAll(doc, batch.subs, outgoing ?? [])
  for (const part of more) sendAll(doc, batch.subs, await part)
  if (rows.length > 0) {
    await env.fault('K4')
    ctx.observe({ event: 'answered', changes: rows.length, ms: env.tick() - at })
    ctx.announce(doc.id, doc.version, maker)
  }
  await keepRefused(ctx, doc.id, judged.refused)
  await snapshotIfDue(ctx, doc)
  return 'done'
}

/** While the first hear the news, the shard says what the next are to hear. */
function inParts({ id, shard }: Resident, peers: ShardPeer[]): Promise<Outgoing[]>[] {
  const parts: Promise<Outgoing[]>[] = []
  for (let at = 0; at === 0 || at < peers.length; at += PART_HEARERS) {
    const part = shard.commit(id, peers.slice(at, at + PART_HEARERS))
    // Whoever waits for it hears of its failure; until then it is not an unheard one.
    part.catch(() => undefined)
    parts.push(part)
  }
  return parts
}

/** Nobody brought what is new: the shard hears and answers in one go, and there is nothing to store. */
async function talk(ctx: HostContext, doc: Resident, judged: Judged, batch: Batch) {
  const outgoing = await doc.shard.answer(
    doc.id,
    framesOf(judged),
    hearers(batch, doc.version > batch.told),
  )
  settleSubscribers(ctx, doc, judged, batch)
  sendAll(doc, batch.subs, outgoing)
  await keepRefused(ctx, doc.id, judged.refused)
  return 'done' as const
}

const framesOf = ({ frames }: Judged): ShardFrame[] =>
  frames.map(({ sub, message, fresh }) => ({
    peer: sub.peer.id,
    message: writeSyncMessage(message),
    ...(fresh ? { fresh } : {}),
  }))

/** Judges and tries until no change stands out; each try has one change less. Nothing is prepared if none is left. */
async function prepare(
  ctx: HostContext,
  doc: Resident,
  { incoming, subs }: Batch,
): Promise<{ judged: Judged; prepared?: Prepared }> {
  const { env, limits } = ctx
  const condemned = new Map<string, { reason: Reason; detail: string }>()
  for (const [hash, reason] of doc.poison) condemned.set(hash, { reason, detail: 'refused before' })
  for (;;) {
    const judged = judge(doc.order, incoming, subs.values(), {
      condemned,
      tick: env.tick(),
      limits,
    })
    if (judged.admitted.length === 0 && !doc.unstored) return { judged }
    const at = env.tick()
    const prepared = await doc.shard.prepare(
      doc.id,
      framesOf(judged),
      judged.admitted.map(({ change, sub }) => ({
        hash: change.hash,
        deps: change.deps,
        bytes: change.bytes,
        by: { person: sub.peer.person, device: sub.peer.device },
      })),
    )
    if (prepared.ok) {
      const changes = judged.admitted.length
      if (changes > 0) ctx.observe({ event: 'applied', changes, ms: env.tick() - at })
      return { judged, prepared }
    }
    condemned.set(prepared.hash, prepared)
    if (prepared.reason === 'unloadable') doc.poison.set(prepared.hash, 'unloadable')
  }
}

function foundIntents(doc: Resident, judged: Judged, { found }: Prepared): FoundIntent[] {
  const by = new Map(judged.admitted.map(({ change, sub }) => [change.hash, sub.peer]))
  return found.map(({ id, text, change }) => {
    const { person: author = '', device = '' } = by.get(change) ?? {}
    return { id, text, author, device, document: doc.id, change }
  })
}

function rowsOf(ctx: HostContext, doc: Resident, judged: Judged): ChangeRow[] {
  const at = ctx.env.now()
  const nobody = { person: '', device: '' }
  const first = doc.unstored ? [{ change: doc.unstored, peer: nobody }] : []
  const all = [...first, ...judged.admitted.map(({ change, sub }) => ({ change, peer: sub.peer }))]
  return all.map(({ change, peer: { person, device } }, i) => {
    const { hash, actor, seq, startOp, ops, deps, bytes } = change
    return {
      n: doc.version + 1 + i,
      hash,
      actor,
      seq,
      startOp,
      ops,
      deps,
      bytes,
      person,
      device,
      at,
    }
  })
}

const bytesIn = (rows: readonly ChangeRow[]) => rows.reduce((sum, row) => sum + row.bytes.length, 0)
const highestOp = (doc: Resident, judged: Judged) =>
  judged.admitted.reduce((most, { change }) => Math.max(most, change.maxOp), doc.maxOp)

function flushOf(
  doc: Resident,
  judged: Judged,
  prepared: Prepared,
  changes: ChangeRow[],
  intents: FoundIntent[],
) {
  return {
    id: doc.id,
    expected: doc.version,
    sort: doc.sort,
    about: doc.about,
    heads: prepared.heads,
    ops: judged.order.ops,
    maxOp: highestOp(doc, judged),
    bytes: doc.bytes + bytesIn(changes),
    changes,
    intents,
  }
}

function adoptAll(doc: Resident, judged: Judged, prepared: Prepared, rows: ChangeRow[]): void {
  const bytes = bytesIn(rows)
  doc.maxOp = highestOp(doc, judged)
  adopt(doc.order, judged.order)
  doc.heads = prepared.heads
  doc.version += rows.length
  doc.bytes += bytes
  doc.loose.rows += rows.length
  doc.loose.bytes += bytes
  delete doc.unstored
}

/**
 * Everybody who is to hear what is new: not one whose frame goes on, nor one that does not take what it is sent. If nothing
 * is, those who spoke: a thousand who acknowledge a change would else each be a reason to look at all thousand.
 */
function hearers({ incoming, subs }: Batch, isNews: boolean): ShardPeer[] {
  const unfinished = new Set(incoming.filter((one) => one.isPart).map((one) => one.sub))
  const out: ShardPeer[] = []
  const spoken = new Set(incoming.map((one) => one.sub))
  for (const sub of subs.values()) {
    if (unfinished.has(sub)) continue
    if (!isNews && !sub.isFresh && !spoken.has(sub)) continue
    sub.isBehind = sub.peer.isFull()
    if (sub.isBehind) continue
    out.push(inShard(sub, spoken.has(sub)))
  }
  return out
}

function settleSubscribers(ctx: HostContext, doc: Resident, judged: Judged, { subs }: Batch): void {
  for (const { sub } of judged.frames) sub.isFresh = false
  for (const { change } of judged.admitted) {
    for (const sub of subs.values()) release(sub.held, change.hash)
  }
  const refused = new Set(judged.refused.map((one) => one.sub))
  for (const sub of refused) {
    const changes = judged.refused.filter((one) => one.sub === sub)
    sub.isRefused = true
    sub.held = newHeld()
    for (const { reason, detail } of changes) {
      ctx.observe({ event: 'refused', reason, detail, document: doc.id, person: sub.peer.person })
    }
    const told = changes.slice(0, 1_000).map(({ hash, reason }) => ({ hash, reason }))
    if (sub.peer.haat) sub.peer.send({ type: 'refused', documentId: doc.id, changes: told })
  }
  for (const sub of judged.overflowing)
    if (!refused.has(sub)) sub.peer.close(4409, 'too much is missing')
  const held = [...subs.values()].reduce((sum, sub) => sum + sub.held.changes.size, 0)
  if (held > 0) ctx.observe({ event: 'held', changes: held })
}

/** Sends what the shard has to say, asking each peer also for what its held changes are missing. */
export function sendAll(
  doc: Resident,
  subs: Map<string, Subscriber>,
  outgoing: readonly Outgoing[],
): void {
  for (const { bytes, peers } of outgoing) {
    for (const id of peers) {
      const sub = subs.get(id)
      if (!sub) continue
      const data = sub.held.changes.size > 0 ? withNeed(bytes, sub, doc) : bytes
      sub.said = doc.version
      sub.peer.send({ type: 'sync', documentId: doc.id, data })
    }
  }
}

function withNeed(bytes: Uint8Array, sub: Subscriber, doc: Resident): Uint8Array {
  const message = readSyncMessage(bytes, ownMessages)
  if (typeof message === 'string') throw new Error(`our own sync message has a bad ${message}`)
  const missing = missingFor(sub.held, doc.order)
  return writeSyncMessage({ ...message, need: [...new Set([...message.need, ...missing])].sort() })
}

const anything = Number.MAX_SAFE_INTEGER
const ownMessages = {
  syncHeads: anything,
  syncNeed: anything,
  syncHave: anything,
  syncChanges: anything,
} as never

/** Nothing is dropped silently: what was refused is kept, with its bytes while the person's share lasts, or counted. */
export async function keepRefused(
  ctx: HostContext,
  document: string,
  refused: Judged['refused'],
): Promise<void> {
  if (refused.length === 0) return
  const rows = refused.map(({ sub, hash, bytes, reason, detail }) => ({
    id: ctx.env.chance.uuid7(),
    document,
    hash,
    person: sub.peer.person,
    device: sub.peer.device,
    reason,
    detail,
    bytes,
    at: ctx.env.now(),
  }))
  try {
    const { quarantineBytesPerPerson, quarantineRowsPerPerson } = ctx.limits
    const share = { bytes: quarantineBytesPerPerson, rows: quarantineRowsPerPerson }
    await ctx.store.quarantine(rows, share)
  } catch (error) {
    ctx.observe({ event: 'store-failed', error: String(error) })
  }
}
