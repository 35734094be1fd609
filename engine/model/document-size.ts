const KIB = 1024

/** How large a document has become: its history, since nothing of it is ever thrown away. */
export type DocumentSize = {
  /** Of its changes as they were made; what a save of the document takes is at most about this. */
  bytes: number
  changes: number
  ops: number
  /** The highest op number; above `ops` where people wrote at the same time. */
  maxOp: number
  actors: number
}

/** What a server keeps of one document; what would go beyond is refused (`document-full`). */
export const FULL: DocumentSize = {
  bytes: 1024 * KIB,
  changes: 20_000,
  ops: 200_000,
  maxOp: 2 ** 20,
  actors: 2_000,
}

/**
 * Has it reached half of what is kept, or the less its sort asks for? The other half is for whoever goes on in it
 * because they have not heard yet.
 */
export const isHalfFull = (size: DocumentSize, sooner: Partial<DocumentSize> = {}): boolean =>
  (Object.keys(FULL) as (keyof DocumentSize)[]).some(
    (measure) => size[measure] >= Math.min(FULL[measure] / 2, sooner[measure] ?? Infinity),
  )
