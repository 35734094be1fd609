import type { About, DocumentSort } from '../model/document.ts'
import { type Core, type CoreDocument, type CoreSyncState, isPanic } from './core.ts'
import { fitsObjects } from './fits-objects.ts'
import { founded, type Patterns } from './founding.ts'
import {
  checkPaths,
  type Found,
  holdsBytes,
  isCanonical,
  type Writer,
  type Written,
} from './path-policy.ts'
import { arePredecessors } from './predecessors.ts'
import { type Refusal, refuse } from './refusal.ts'
import { cutTrailer } from './sync-message.ts'

/** A message of one peer, rebuilt from what the guard let through. `fresh` starts its sync state anew. */
export type ShardFrame = { peer: string; message: Uint8Array; fresh?: 'read' | 'write' }

/** A peer that is to hear what is new; `fresh` starts its sync state anew, `nod` is what it has said meanwhile. */
export type ShardPeer = { peer: string; fresh?: 'read' | 'write'; nod?: Uint8Array }

/** An admitted change, in causal order. */
export type ShardChange = { hash: string; deps: string[]; bytes: Uint8Array; by: Writer }

export type Prepared = {
  ok: true
  heads: string[]
  found: (Found & { change: string })[]
  saved: number
}
/** The change that cannot be, and why; nothing has happened. */
export type Culprit = Refusal & { hash: string }

/** Equal bytes once, with the peers that get them. */
export type Outgoing = { bytes: Uint8Array; peers: string[] }

export type Opened = { ok: true; heads: string[] } | Refusal

/**
 * The work on documents, on low-level handles: no database, no socket, no clock. Runs in a worker or in process. What is
 * prepared is a scratch copy until `commit`; everything that throws means the shard is broken and its documents gone.
 */
export type Shard = {
  /** Loads a document from a save or its first change, then changes. */
  open(doc: string, sort: string, parts: Uint8Array[]): Opened
  /** Is this the first change that every replica would make of the document `id`? */
  found(id: string, bytes: Uint8Array): { ok: true; about: About } | Refusal
  prepare(doc: string, frames: ShardFrame[], changes: ShardChange[]): Prepared | Culprit
  /** Makes the scratch copy the document and gives what `peers` are to hear. */
  commit(doc: string, peers: ShardPeer[]): Outgoing[]
  abort(doc: string): void
  /** Hears frames that bring nothing new and gives what `peers` are to hear: to prepare and to commit in one. */
  answer(doc: string, frames: ShardFrame[], peers: ShardPeer[]): Outgoing[]
  /** Takes in changes that another node committed, and gives the new heads. */
  admit(doc: string, changes: Uint8Array[]): string[]
  save(doc: string): Uint8Array
  leave(doc: string, peer: string): void
  close(doc: string): void
}

type Peers = Map<string, CoreSyncState>
type Scratch = { doc?: CoreDocument; peers: Peers }
type Open = { doc: CoreDocument; sort: DocumentSort; peers: Peers; scratch?: Scratch }

/** `onStep` is called when a request has come a bounded piece of work further: it is long, not stuck. */
export function newShard(
  core: Core,
  sorts: Record<string, DocumentSort>,
  docBytes: number,
  onStep: () => void = () => undefined,
): Shard {
  const all = new Map<string, Open>()
  const patterns: Patterns = new Map()
  const get = (id: string): Open => {
    const open = all.get(id)
    if (!open) throw new Error(`document ${id} is not open here`)
    return open
  }
  const shard: Shard = {
    open(id, name, parts) {
      shard.close(id)
      const sort = sorts[name]
      const [first, ...rest] = parts
      if (!sort || !first) return refuse('unloadable', `a document of sort ${name}`)
      const doc = attempt(() => loadAll(core, first, rest))
      if ('reason' in doc) return doc
      all.set(id, { doc: doc.value, sort, peers: new Map() })
      return { ok: true, heads: doc.value.getHeads().sort() }
    },
    found: (id, bytes) => founded(core, sorts, { id, bytes, patterns }),
    prepare(id, frames, changes) {
      const open = get(id)
      shard.abort(id)
      const before = open.doc
      const tryThem = (some: ShardChange[]) => tryOnce({ core, docBytes, onStep }, open, some)
      const result = changes.length === 0 ? undefined : tryChanges(changes, tryThem)
      if (result && !result.ok) return result
      const scratch: Scratch = { peers: new Map(), ...(result ? { doc: result.doc } : {}) }
      open.scratch = scratch
      for (const frame of frames) {
        onStep()
        const state = stateFor(core, open, scratch, frame)
        ;(scratch.doc ?? before).receiveSyncMessage(state, frame.message)
      }
      const heads = (scratch.doc ?? before).getHeads().sort()
      return { ok: true, heads, found: result?.found ?? [], saved: result?.saved ?? 0 }
    },
    commit(id, peers) {
      const open = get(id)
      if (open.scratch?.doc) {
        open.doc.free()
        open.doc = open.scratch.doc
      }
      for (const [peer, state] of open.scratch?.peers ?? []) {
        open.peers.get(peer)?.free()
        open.peers.set(peer, state)
      }
      delete open.scratch
      for (const { peer, fresh, nod } of peers) {
        const state = open.peers.get(peer)
        if (fresh) restart(core, open, peer, fresh)
        else if (nod && state) open.doc.receiveSyncMessage(state, nod)
      }
      return generate(open, peers, onStep)
    },
    abort(id) {
      const scratch = get(id).scratch
      scratch?.doc?.free()
      for (const state of scratch?.peers.values() ?? []) state.free()
      delete get(id).scratch
    },
    answer(id, frames, peers) {
      const open = get(id)
      for (const { peer, message, fresh } of frames) {
        onStep()
        if (fresh || !open.peers.has(peer)) restart(core, open, peer, fresh ?? 'write')
        open.doc.receiveSyncMessage(open.peers.get(peer) as CoreSyncState, message)
      }
      return shard.commit(id, peers)
    },
    admit(id, changes) {
      const { doc } = get(id)
      doc.applyChanges(changes)
      doc.saveAndVerify()
      return doc.getHeads().sort()
    },
    save: (id) => get(id).doc.saveAndVerify(),
    leave(id, peer) {
      const open = all.get(id)
      open?.peers.get(peer)?.free()
      open?.peers.delete(peer)
    },
    close(id) {
      const open = all.get(id)
      if (!open) return
      shard.abort(id)
      for (const state of open.peers.values()) state.free()
      open.doc.free()
      all.delete(id)
    },
  }
  return shard
}

function loadAll(core: Core, first: Uint8Array, rest: Uint8Array[]): CoreDocument {
  const doc = core.load(first)
  if (rest.length > 0) doc.applyChanges(rest)
  return doc
}

/** A refusal of the core is a value; a panic goes on up and costs the shard. */
function attempt<T>(work: () => T): { value: T } | Refusal {
  try {
    return { value: work() }
  } catch (error) {
    if (isPanic(error)) throw error
    return refuse('unloadable', String(error).slice(0, 300))
  }
}

function stateFor(core: Core, open: Open, scratch: Scratch, { peer, fresh }: ShardFrame) {
  const last = scratch.peers.get(peer)
  if (last && !fresh) return last
  const known = fresh ? undefined : open.peers.get(peer)
  const state = known?.clone() ?? core.initSyncState()
  if (fresh === 'read') state.readOnly = true
  last?.free()
  scratch.peers.set(peer, state)
  return state
}

type Tried = { ok: true; doc: CoreDocument; found: Prepared['found']; saved: number }

/** Applies changes to a copy. If that fails, the culprit is the last change of the shortest start that fails too. */
function tryChanges(
  changes: ShardChange[],
  tryThem: (some: ShardChange[]) => ReturnType<typeof check>,
): Tried | Culprit {
  const whole = tryThem(changes)
  if (whole.ok || whole.hash) return whole as Tried | Culprit
  let good = 0
  let bad = changes.length
  let refused: Refusal = whole
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const half = tryThem(changes.slice(0, middle))
    if (half.ok) {
      half.doc.free()
      good = middle
    } else {
      bad = middle
      refused = half
    }
  }
  return { ...refused, hash: (changes[bad - 1] as ShardChange).hash }
}

type Tools = { core: Core; docBytes: number; onStep: () => void }

function tryOnce(tools: Tools, open: Open, changes: ShardChange[]) {
  tools.onStep()
  const doc = open.doc.clone()
  const outcome = check(tools, open, doc, changes)
  if (!outcome.ok) doc.free()
  return outcome
}

function check(
  { core, docBytes, onStep }: Tools,
  open: Open,
  doc: CoreDocument,
  changes: ShardChange[],
): Tried | (Refusal & { hash?: string }) {
  const written: Written[] = []
  const objects = { before: open.doc, made: new Map() }
  for (const { hash, bytes, by } of changes) {
    const decoded = attempt(() => core.decodeChange(bytes))
    if ('reason' in decoded) return { ...decoded, hash }
    if (holdsBytes(decoded.value)) return { ...refuse('bad-shape', 'a byte string'), hash }
    const same = attempt(() => isCanonical(core, bytes, decoded.value))
    if ('reason' in same) return { ...same, hash }
    if (!same.value) return { ...refuse('unloadable', 'not as the core writes it'), hash }
    const fits = attempt(() => fitsObjects(decoded.value, objects))
    if ('reason' in fits) return { ...fits, hash }
    if (!fits.value.ok) return { ...fits.value, hash }
    written.push({ change: decoded.value, by })
  }
  const applied = attempt(() => doc.applyChanges(changes.map((change) => change.bytes)))
  if ('reason' in applied) return applied
  const places = { before: open.doc, after: doc, ops: new Map<string, string[]>() }
  for (const { change } of written) {
    const { hash } = change
    onStep()
    const own = attempt(() => arePredecessors(change, places))
    if ('reason' in own) return { ...own, hash }
    if (!own.value) return { ...refuse('bad-shape', 'predecessors'), hash }
  }
  const saved = attempt(() => doc.saveAndVerify())
  if ('reason' in saved) return saved
  if (doc.getHeads().sort().join() !== headsAfter(open.doc.getHeads(), changes).join())
    return refuse('unloadable', 'heads')
  if (saved.value.length > docBytes) return refuse('document-full', `${saved.value.length} bytes`)

  const found: Prepared['found'] = []
  const sides = { before: open.doc, after: doc, earlier: new Map<string, unknown[]>() }
  for (const one of written) {
    onStep()
    const { hash } = one.change
    const checked = attempt(() => checkPaths(one, sides, open.sort))
    if ('reason' in checked) return { ...checked, hash }
    if (!checked.value.ok) return { ...checked.value, hash }
    for (const { id, text } of checked.value.found) found.push({ id, text, change: hash })
  }
  return { ok: true, doc, found, saved: saved.value.length }
}

function headsAfter(before: string[], changes: ShardChange[]): string[] {
  const heads = new Set(before)
  for (const { hash, deps } of changes) {
    for (const dep of deps) heads.delete(dep)
    heads.add(hash)
  }
  return [...heads].sort()
}

function restart(core: Core, open: Open, peer: string, fresh: 'read' | 'write'): void {
  open.peers.get(peer)?.free()
  const state = core.initSyncState()
  if (fresh === 'read') state.readOnly = true
  open.peers.set(peer, state)
}

function generate(open: Open, peers: ShardPeer[], onStep: () => void): Outgoing[] {
  const equal = new Map<string, Outgoing>()
  for (const { peer } of peers) {
    onStep()
    const state = open.peers.get(peer)
    const message = state && open.doc.generateSyncMessage(state)
    if (!state || !message) continue
    const bytes = state.readOnly ? message : cutTrailer(message)
    const key = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    const out = equal.get(key)
    if (out) out.peers.push(peer)
    else equal.set(key, { bytes, peers: [peer] })
  }
  return [...equal.values()]
}
