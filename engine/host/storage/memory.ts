import type { Instant } from '../../model/env.ts'
import type { FoundIntent } from '../../model/pending.ts'
import type {
  ChangeRow,
  DocumentRow,
  Flush,
  HostStore,
  LoadedDocument,
  QuarantineRow,
  Share,
  Snapshot,
  Standing,
} from './host-store.ts'

/** Reasons that lie in the bytes alone: the same change is refused again without being tried. */
export const POISON: readonly string[] = ['unloadable', 'deadline']

type Kept = { document: DocumentRow; changes: ChangeRow[]; snapshots: Snapshot[] }

/** What a memory store holds, for tests and the simulation to look at (and for several hosts to share). */
export type MemoryRows = {
  identity: string
  documents: Map<string, Kept>
  quarantine: Map<string, QuarantineRow>
  /** How many refusals were let go, by person and reason. */
  counted: Map<string, number>
}

export const memoryRows = (identity = 'memory'): MemoryRows => ({
  identity,
  documents: new Map(),
  quarantine: new Map(),
  counted: new Map(),
})

/**
 * A store in memory with the same promises. `insertFound` runs inside the flush and must not fail halfway: it is given
 * all intents of the flush at once.
 */
export function memoryHostStore(
  rows: MemoryRows = memoryRows(),
  insertFound: (found: readonly FoundIntent[]) => void = () => undefined,
): HostStore {
  const kept = (id: string) => rows.documents.get(id)
  return {
    identity: async () => rows.identity,
    load: async (id) => {
      const found = kept(id)
      return found && loaded(found, rows)
    },
    since: async (id, n) =>
      kept(id)
        ?.changes.slice(n)
        .map((change) => ({ ...change })),
    described: async (ids) =>
      new Map(ids.flatMap((id) => kept(id)?.document ?? []).map((row) => [row.id, { ...row }])),
    versions: async (ids) => new Map(ids.flatMap((id) => standingOf(kept(id)?.document))),
    flush: async (flushes) => {
      const winners = flushes.filter((f) => isNext(kept(f.id), f))
      insertFound(winners.flatMap((f) => f.intents))
      for (const flush of winners) write(rows, flush)
      return new Set(winners.map((f) => f.id))
    },
    snapshot: async (id, snapshot) => {
      const found = kept(id)
      if (!found || found.snapshots.some(({ n }) => n === snapshot.n)) return
      found.snapshots = [snapshot, ...found.snapshots].sort((a, b) => b.n - a.n).slice(0, 2)
    },
    quarantine: async (refused, share) => {
      for (const row of refused) keepRefused(rows, row, share)
    },
    setState: async (id, state) => {
      const found = kept(id)
      if (found && found.document.state !== 'erased') found.document.state = state
    },
    erase: async (id) => {
      rows.documents.set(id, { document: tombstone(id), changes: [], snapshots: [] })
      for (const [key, row] of rows.quarantine) if (row.document === id) rows.quarantine.delete(key)
    },
    forgetBytes: async (before) => {
      const all = [...rows.documents.values()]
      return all.reduce((sum, one) => sum + forgetUnder(one, before), 0)
    },
    close: async () => undefined,
  }
}

export const standingOf = (
  document: Pick<DocumentRow, 'id' | 'version' | 'state'> | undefined,
): [string, Standing][] => {
  if (!document || document.state === 'quarantined' || document.state === 'erased') return []
  const { id, version, state } = document
  return [[id, { version, isSealed: state === 'sealed' }]]
}

/** All that is left of an erased document. */
const tombstone = (id: string): DocumentRow => ({
  id,
  sort: '',
  about: { sort: '' },
  state: 'erased',
  version: 0,
  heads: [],
  ops: 0,
  maxOp: 0,
  bytes: 0,
})

function forgetUnder({ snapshots, changes }: Kept, before: Instant): number {
  const older = snapshots[1]
  if (!older || older.at >= before) return 0
  const due = changes.filter(({ n, bytes }) => n <= older.n && bytes.length > 0)
  for (const change of due) change.bytes = new Uint8Array(0)
  return due.length
}

const isNext = (found: Kept | undefined, flush: Flush) =>
  found
    ? found.document.version === flush.expected && found.document.state === 'open'
    : flush.expected === 0

function write(rows: MemoryRows, flush: Flush): void {
  const { id, sort, about, heads, ops, maxOp, bytes } = flush
  const found = rows.documents.get(id)
  const version = flush.expected + flush.changes.length
  const document: DocumentRow = {
    id,
    sort,
    about,
    state: 'open',
    version,
    heads,
    ops,
    maxOp,
    bytes,
  }
  rows.documents.set(id, {
    document,
    changes: [...(found?.changes ?? []), ...flush.changes.map((change) => ({ ...change }))],
    snapshots: found?.snapshots ?? [],
  })
}

function keepRefused(rows: MemoryRows, row: QuarantineRow, share: Share): void {
  const key = `${row.document} ${row.hash}`
  if (rows.quarantine.has(key)) return
  const theirs = [...rows.quarantine.values()].filter((one) => one.person === row.person)
  const used = theirs.reduce((sum, one) => sum + one.bytes.length, 0)
  const fits = used + row.bytes.length <= share.bytes
  const other = ({ reason }: QuarantineRow) => Number(reason !== row.reason)
  const oldest = theirs.sort((a, b) => other(a) - other(b) || a.at - b.at || (a.id < b.id ? -1 : 1))
  for (const gone of oldest.slice(0, Math.max(0, theirs.length + 1 - share.rows))) {
    rows.quarantine.delete(`${gone.document} ${gone.hash}`)
    const count = `${gone.person} ${gone.reason}`
    rows.counted.set(count, (rows.counted.get(count) ?? 0) + 1)
  }
  rows.quarantine.set(key, fits ? row : { ...row, bytes: new Uint8Array(0) })
}

function loaded({ document, changes, snapshots }: Kept, rows: MemoryRows): LoadedDocument {
  const owners = new Map<string, string>()
  for (const { actor, person } of changes) if (!owners.has(actor)) owners.set(actor, person)
  return {
    document: { ...document },
    snapshots: [...snapshots],
    rows: changes.slice(snapshots[0]?.n ?? 0).map(({ n, bytes }) => ({ n, bytes })),
    known: changes.map(({ hash, actor, seq, startOp, ops, person }) => ({
      hash,
      actor,
      seq,
      startOp,
      ops,
      person: owners.get(actor) ?? person,
    })),
    poison: [...rows.quarantine.values()]
      .filter((row) => row.document === document.id && POISON.includes(row.reason))
      .map(({ hash, reason }) => ({ hash, reason })),
  }
}
