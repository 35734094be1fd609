import { assert } from '../model/assert.ts'
import type { About } from '../model/document.ts'
import type { HostContext } from './context.ts'
import type { Change } from './guard.ts'
import { follow, isKnown, newOrder, type Order } from './order.ts'
import type { Reason, Refusal } from './refusal.ts'
import type { ShardHandle } from './shard-handle.ts'
import type { ChangeRow, HostStore, LoadedDocument, LooseRow } from './storage/host-store.ts'

/** What a document is, for whoever asks about rights. */
export type Described = {
  readonly id: string
  readonly sort: string
  readonly about: About
  isSealed: boolean
}

/** A document in memory, as the host knows it; the document itself lies in its shard. */
export type Resident = Described & {
  version: number
  heads: string[]
  order: Order
  maxOp: number
  bytes: number
  /** Hashes refused for their bytes. */
  poison: Map<string, Reason>
  /** What a new snapshot would save: rows and bytes since the newest, and its size. */
  loose: { rows: number; bytes: number; snapshotBytes: number }
  shard: ShardHandle
  /** The first change of a document that nobody has stored yet; it goes with the first flush. */
  unstored?: Change
}

/** Bytes of memory that a resident document is charged (measured, with its share of the shard). */
export const chargeOf = ({ order }: Resident): number =>
  16_000 + 300 * order.ops + 120 * order.changes

export type Absent = 'unknown' | 'closed'

/** Loads a document into its shard: newest snapshot and rows after it; if the heads differ, an older one; else all rows. */
export async function loadResident(ctx: HostContext, id: string): Promise<Resident | Absent> {
  const at = ctx.env.tick()
  const loaded = await ctx.store.load(id)
  if (!loaded) return 'unknown'
  const { document } = loaded
  if (document.state === 'quarantined' || document.state === 'erased') return 'closed'
  const shard = ctx.shardFor(id)
  for await (const parts of waysToLoad(ctx.store, loaded)) {
    const opened = await shard.open(id, document.sort, parts)
    if (!opened.ok || opened.heads.join() !== document.heads.join()) continue
    ctx.observe({ event: 'loaded', ms: ctx.env.tick() - at })
    return residentOf(loaded, shard)
  }
  await shard.close(id)
  throw new Error(`document ${id} does not load to its heads`)
}

async function* waysToLoad(store: HostStore, { document, snapshots, rows }: LoadedDocument) {
  const bytes = (some: readonly LooseRow[]) => some.map((row) => row.bytes)
  for (const [i, snapshot] of snapshots.entries()) {
    const after = i === 0 ? rows : ((await store.since(document.id, snapshot.n)) ?? [])
    yield [snapshot.bytes, ...bytes(after.filter((row) => row.n <= document.version))]
  }
  const all = snapshots.length === 0 ? rows : ((await store.since(document.id, 0)) ?? [])
  // Old bytes may be forgotten; then the saves are all there is.
  if (all.every((row) => row.bytes.length > 0))
    yield bytes(all.filter((row) => row.n <= document.version))
}

function residentOf(
  { document, snapshots, rows, known, poison }: LoadedDocument,
  shard: ShardHandle,
): Resident {
  const order = newOrder()
  for (const row of known) follow(order, { ...row, maxOp: row.startOp + row.ops - 1 }, row.person)
  const { id, sort, about, version, heads, maxOp, bytes, state } = document
  const loose = {
    rows: rows.length,
    bytes: rows.reduce((sum, row) => sum + row.bytes.length, 0),
    snapshotBytes: snapshots[0]?.bytes.length ?? 0,
  }
  return {
    id,
    sort,
    about,
    isSealed: state === 'sealed',
    version,
    heads,
    order,
    maxOp,
    bytes,
    poison: new Map(poison.map((one) => [one.hash, one.reason])),
    loose,
    shard,
  }
}

/**
 * A document nobody has heard of, if `genesis` is the first change that every replica makes of it. It is known here from
 * now on, and stored with the first flush.
 */
export async function foundResident(
  ctx: HostContext,
  id: string,
  genesis: Change,
): Promise<Resident | Refusal> {
  const shard = ctx.shardFor(id)
  const found = await shard.found(id, genesis.bytes)
  if (!found.ok) return found
  const { about } = found
  const opened = await shard.open(id, about.sort, [genesis.bytes])
  if (!opened.ok) return opened
  const order = newOrder()
  follow(order, genesis, '')
  return {
    id,
    sort: about.sort,
    about,
    isSealed: false,
    version: 0,
    heads: opened.heads,
    order,
    maxOp: genesis.maxOp,
    bytes: 0,
    poison: new Map(),
    loose: { rows: 0, bytes: 0, snapshotBytes: 0 },
    shard,
    unstored: genesis,
  }
}

/** Takes in what other nodes have stored since. True if there was something. */
export async function catchUp(ctx: HostContext, doc: Resident): Promise<boolean> {
  const rows = await rowsAfter(ctx, doc)
  const last = rows.at(-1)
  if (!last) return false
  const news = rows.filter((row) => !isKnown(doc.order, row.hash))
  // So far behind that the bytes are gone: only opening it anew, from a save, brings it up.
  assert(
    news.every((row) => row.bytes.length > 0),
    `${doc.id} at ${doc.version} is older than what is kept`,
  )
  if (news.length > 0)
    doc.heads = await doc.shard.admit(
      doc.id,
      news.map((row) => row.bytes),
    )
  for (const row of news) {
    const maxOp = row.startOp + row.ops - 1
    follow(doc.order, { ...row, maxOp }, row.person)
    doc.maxOp = Math.max(doc.maxOp, maxOp)
    doc.loose.bytes += row.bytes.length
  }
  doc.bytes += rows.reduce((sum, row) => sum + row.bytes.length, 0)
  doc.loose.rows += rows.length
  doc.version = last.n
  delete doc.unstored
  return news.length > 0
}

/** None when the store cannot be asked: whoever needs them finds out when it stores, or at the next poll. */
async function rowsAfter(ctx: HostContext, { id, version }: Resident): Promise<ChangeRow[]> {
  try {
    return (await ctx.store.since(id, version)) ?? []
  } catch (error) {
    ctx.observe({ event: 'store-failed', error: String(error) })
    return []
  }
}

/** Keeps a snapshot when loading without it would read more than it holds. A failure costs nothing but the next try. */
export async function snapshotIfDue(ctx: HostContext, doc: Resident): Promise<void> {
  const { rows, bytes, snapshotBytes } = doc.loose
  const isDue =
    bytes > Math.max(ctx.limits.snapshotBytes, snapshotBytes) || rows > ctx.limits.snapshotRows
  if (!isDue) return
  const { version: n, heads } = doc
  const saved = await doc.shard.save(doc.id)
  doc.loose = { rows: 0, bytes: 0, snapshotBytes: saved.length }
  try {
    await ctx.store.snapshot(doc.id, { n, heads, bytes: saved, at: ctx.env.now() })
  } catch (error) {
    ctx.observe({ event: 'store-failed', error: String(error) })
  }
}
