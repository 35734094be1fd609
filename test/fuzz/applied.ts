import * as A from '@automerge/automerge'
import { readChunk, readHeader } from '../../engine/host/chunk.ts'
import { freshCore, isPanic } from '../../engine/host/core.ts'
import { type Change, guard } from '../../engine/host/guard.ts'
import { limits } from '../../engine/host/limits.ts'
import { follow, newOrder, type Order, placeOf } from '../../engine/host/order.ts'
import { newShard, type Shard } from '../../engine/host/shard.ts'
import { honestHistory } from '../../engine/host/testing/histories.ts'
import { randomFrom } from '../../engine/host/testing/mutate.ts'
import type { DocumentSort } from '../../engine/model/document.ts'
import { type Chance, mutant } from './mutant.ts'

export type AppliedTally = {
  /** Mutants that guard and order let through, so that a shard tried them. */
  applied: number
  accepted: number
  /** By what stands at the front of the shard's answer. */
  refused: Record<string, number>
  panics: number
  documents: number
  /** Honest changes refused; documents that did not load to their heads; other documents touched: none of these. */
  honestRefused: string[]
  unloadable: number
  touched: number
  seconds: number
}

/** Every op is allowed: what a shard must stand is more than what a sort lets people write. */
const anything: DocumentSort = {
  sort: 'anything',
  first: () => ({}),
  edits: {},
  allows: () => true,
}
const sorts = { anything }
const by = { person: 'mallory', device: 'phone' }
const STEPS = 24
const MUTANTS = 400
/** Some changes have next to nothing that could be mutated and still pass the guard. */
const TRIES = 20_000
/** One accepted mutant in so many becomes part of its document: it takes the place of an honest one. */
const KEPT = 16
const BYSTANDER = 'bystander'

/** Has shards try mutants until `wanted` were tried; what passes becomes part of its document, which must load. */
export function applyMutants(wanted: number, seed: number): AppliedTally {
  const chance = randomFrom(seed)
  const began = performance.now()
  const tally: AppliedTally = {
    applied: 0,
    accepted: 0,
    refused: {},
    panics: 0,
    documents: 0,
    honestRefused: [],
    unloadable: 0,
    touched: 0,
    seconds: 0,
  }
  let shard: Shard | undefined
  while (tally.applied < wanted) {
    shard = oneDocument(tally, chance, shard, Math.min(MUTANTS, wanted - tally.applied))
    tally.documents += 1
  }
  tally.seconds = (performance.now() - began) / 1000
  return tally
}

const guarded = (bytes: Uint8Array): Change | undefined => {
  const change = guard(bytes, limits)
  return change.ok ? change : undefined
}

/** A document somewhere in its history, with a neighbour in the same shard. Gives the shard that is left. */
function oneDocument(tally: AppliedTally, chance: Chance, last: Shard | undefined, wanted: number) {
  const all = honestHistory(chance, STEPS, { bytes: false }).map(
    (bytes) => guarded(bytes) as Change,
  )
  const rows = all.slice(0, 1 + (chance() % (all.length - 2)))
  const rest = all.slice(rows.length)
  const order = newOrder()
  for (const change of rows) follow(order, change, change.actor)
  const nextOnes = () => rest.filter((one) => isNext(order, one)).map((one) => one.bytes)
  const neighbour = honestHistory(chance, STEPS, { bytes: false })

  const reopen = (): Shard => {
    const fresh = newShard(freshCore(), sorts, limits.docBytes)
    open(fresh)
    return fresh
  }
  const open = (one: Shard) => {
    one.open(
      'attacked',
      'anything',
      rows.map((row) => row.bytes),
    )
    one.open(BYSTANDER, 'anything', neighbour)
  }
  let shard = last ?? reopen()
  open(shard)
  const untouched = Buffer.from(shard.save(BYSTANDER))
  let honest = nextOnes()

  for (let tried = 0, left = TRIES; tried < wanted && left > 0 && honest.length > 0; left--) {
    const change = guarded(mutant(honest, chance, columnsOf))
    if (!change || !isNext(order, change)) continue
    tried += 1
    tally.applied += 1
    const isKept = chance() % KEPT === 0
    const result = attempt(shard, change, isKept)
    if (result === 'panic') {
      // What the host does: this shard is not asked anything again.
      tally.panics += 1
      shard = reopen()
    } else if (result) {
      tally.refused[result] = (tally.refused[result] ?? 0) + 1
    } else {
      tally.accepted += 1
      if (!isKept) continue
      rows.push(change)
      follow(order, change, change.actor)
      if (!loads(shard, rows)) tally.unloadable += 1
      honest = nextOnes()
    }
  }
  if (untouched.compare(shard.save(BYSTANDER)) !== 0) tally.touched += 1
  for (const change of rest) {
    if (!isNext(order, change)) continue
    const refused = attempt(shard, change, true)
    if (refused) tally.honestRefused.push(`${refused} (document ${tally.documents})`)
    else follow(order, change, change.actor)
  }
  return shard
}

/** Where the columns of a change begin: what stands before them says where it comes in its document. */
function columnsOf(bytes: Uint8Array): number {
  const chunk = readChunk(bytes, limits)
  if (!chunk.ok) return 0
  const header = readHeader(chunk.body, limits)
  if (!header.ok) return 0
  const ofTable = 1 + 2 * header.columns.length
  return header.columns.reduce((at, { data }) => at - data.length, bytes.length) - ofTable
}

function isNext(order: Order, change: Change): boolean {
  const place = placeOf(order, change, change.actor, limits)
  return place.ok && place.place === 'next'
}

/** Undefined when the change could be; it is part of the document then, if it is to be kept. */
function attempt(shard: Shard, { hash, deps, bytes }: Change, isKept: boolean): string | undefined {
  try {
    const result = shard.prepare('attacked', [], [{ hash, deps, bytes, by }])
    if (result.ok) {
      if (isKept) shard.commit('attacked', [])
      else shard.abort('attacked')
      return undefined
    }
    return `${result.reason}: ${result.detail
      .replace(/[^a-z ]/gi, ' ')
      .replace(/ +/g, ' ')
      .slice(0, 60)}`
  } catch (error) {
    if (isPanic(error)) return 'panic'
    throw error
  }
}

/** As another process would: from the save, and from the rows. */
function loads(shard: Shard, rows: readonly Change[]): boolean {
  try {
    const heads = A.getHeads(A.load(shard.save('attacked'))).join()
    const [again] = A.applyChanges(
      A.init(),
      rows.map((row) => row.bytes),
    )
    return heads === A.getHeads(again).join()
  } catch {
    return false
  }
}
