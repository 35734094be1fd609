import * as A from '@automerge/automerge'
import { freshCore, isPanic } from '../../engine/host/core.ts'
import type { Change } from '../../engine/host/guard.ts'
import { limits } from '../../engine/host/limits.ts'
import { newShard, type Opened, type Shard } from '../../engine/host/shard.ts'
import type { DocumentSort } from '../../engine/model/document.ts'

/** Every op is allowed: what a shard must stand is more than what a sort lets people write. */
const anything: DocumentSort = {
  sort: 'anything',
  first: () => ({}),
  edits: {},
  allows: () => true,
}
const by = { person: 'mallory', device: 'phone' }
const ATTACKED = 'attacked'
const BYSTANDER = 'bystander'

/** What a shard said to a change: the heads its document has with it, or why not. */
export type Tried = { heads: string[] } | { refused: string }
export const PANIC: Tried = { refused: 'panic' }

/**
 * A document under attack with a neighbour in one shard, and a reader that is handed what would have been stored, as the
 * next process would be. A shard that panicked is not asked anything again, here as in the host.
 */
export type Stage = {
  /** Another document takes the place of the last. */
  begin(rows: readonly Change[]): void
  /** Tries a change on a copy; `keep` makes it part of the document, `drop` forgets it. */
  attempt(change: Change): Tried
  keep(change: Change): void
  drop(): void
  /** Do these rows, loaded at once, give a document with these heads? */
  loadsFromRows(rows: readonly Change[], heads: readonly string[]): boolean
  /** Does the document load from its save, and from an older save and the rows after it? */
  loadsFromSaves(): boolean
  isNeighbourWhole(): boolean
}

export function newStage(neighbour: readonly Uint8Array[]): Stage {
  let shard = freshShard()
  let reader = freshShard()
  let rows: Change[] = []
  let older: { save: Uint8Array; rows: number }
  const open = () => {
    must(shard.open(ATTACKED, 'anything', bytesOf(rows)))
  }
  const openBoth = () => {
    must(shard.open(BYSTANDER, 'anything', [...neighbour]))
    if (rows.length > 0) open()
  }
  openBoth()
  const whole = Buffer.from(shard.save(BYSTANDER))

  const reads = (parts: Uint8Array[], heads: readonly string[]): boolean => {
    try {
      const opened = reader.open(ATTACKED, 'anything', parts)
      return opened.ok && opened.heads.join() === heads.join()
    } catch (error) {
      if (!isPanic(error)) throw error
      reader = freshShard()
      return false
    }
  }

  return {
    begin(start) {
      rows = [...start]
      open()
      older = { save: shard.save(ATTACKED), rows: rows.length }
    },
    attempt({ hash, deps, bytes }) {
      try {
        const result = shard.prepare(ATTACKED, [], [{ hash, deps, bytes, by }])
        return result.ok ? result : { refused: `${result.reason}: ${inShort(result.detail)}` }
      } catch (error) {
        if (!isPanic(error)) throw error
        shard = freshShard()
        openBoth()
        return PANIC
      }
    },
    keep(change) {
      shard.commit(ATTACKED, [])
      rows.push(change)
    },
    drop: () => shard.abort(ATTACKED),
    loadsFromRows: (some, heads) => reads(bytesOf(some), heads),
    loadsFromSaves() {
      const save = shard.save(ATTACKED)
      const heads = A.getHeads(A.load(save)).sort()
      return reads([save], heads) && reads([older.save, ...bytesOf(rows.slice(older.rows))], heads)
    },
    isNeighbourWhole: () => whole.compare(shard.save(BYSTANDER)) === 0,
  }
}

const freshShard = (): Shard => newShard(freshCore(), { anything }, limits.docBytes)
const bytesOf = (some: readonly Change[]) => some.map(({ bytes }) => bytes)

function must(opened: Opened): void {
  if (!opened.ok) throw new Error(`a document that was whole does not load: ${opened.detail}`)
}

/** Without the numbers, so that equal reasons are counted together. */
const inShort = (detail: string) =>
  detail
    .replace(/[^a-z ]/gi, ' ')
    .replace(/ +/g, ' ')
    .slice(0, 60)
