/** The tables of a device: rows by a text key, values as JSON (the browser's `kv` also keeps what it can clone). */
export const TABLES = [
  'jots',
  'waiting',
  'facts',
  'lanes',
  'projections',
  'items',
  'aside',
  'kv',
] as const
export type Table = (typeof TABLES)[number]

export type Row = { key: string; value: unknown }

/** A chunk of a document under automerge-repo's key: `[document, 'snapshot' | 'incremental' | 'sync-state', …]`. */
export type ChunkKey = readonly string[]
export type Chunk = { key: string[]; data: Uint8Array }

export type Write =
  | { put: Table; key: string; value: unknown }
  | { drop: Table; key: string }
  | { chunk: ChunkKey; data: Uint8Array }
  | { dropChunk: ChunkKey }
  /** Every chunk whose key begins with these elements; `['AAA']` does not mean `['AAAB']`. */
  | { dropChunks: ChunkKey }
  /** The row must be there, else nothing of this commit is written. */
  | { expect: Table; key: string }

/**
 * `strict`: resolved only when it would survive a power cut, together with everything committed before it.
 * `relaxed`: whole or not at all, but the last few may be lost with the device.
 */
export type Durability = 'strict' | 'relaxed'

/**
 * All that a device keeps of one person, in one database: documents, jots, read model and answers move together, so one
 * transaction can store a change and delete its jot. Broken storage throws a `HaatError`: `storage-full`,
 * `storage-closed`, `storage-newer`, `storage-missing`.
 */
export type DeviceStore = {
  get(table: Table, key: string): Promise<unknown>
  /** Rows whose key begins with `prefix` (all of them without), in key order. */
  list(table: Table, prefix?: string): Promise<Row[]>
  chunk(key: ChunkKey): Promise<Uint8Array | undefined>
  /** Chunks whose key begins with these elements, in the order they were first written. */
  chunks(prefix: ChunkKey): Promise<Chunk[]>
  /** All of the writes or none. False: an expected row was gone, and nothing was written. */
  commit(writes: readonly Write[], durability: Durability): Promise<boolean>
  /** Called once if the database is closed from outside: deleted or upgraded by another tab. */
  onLost(listener: () => void): void
  close(): Promise<void>
}
