import { readChunk, readHeader } from '../../engine/host/chunk.ts'
import { type Change, guard } from '../../engine/host/guard.ts'
import { limits } from '../../engine/host/limits.ts'
import { follow, newOrder, type Order, placeOf } from '../../engine/host/order.ts'
import { honestHistory } from '../../engine/host/testing/histories.ts'
import { randomFrom } from '../../engine/host/testing/mutate.ts'
import { type Chance, mutant } from './mutant.ts'
import { newStage, PANIC, type Stage } from './stage.ts'

export type AppliedTally = {
  /** Mutants that guard and order let through, so that a shard tried them. */
  applied: number
  accepted: number
  /** Of the accepted: those that became part of their document. */
  kept: number
  /** By what stands at the front of the shard's answer. */
  refused: Record<string, number>
  panics: number
  documents: number
  /** Honest changes refused; documents that do not load to their heads; neighbours touched: none of these. */
  honestRefused: string[]
  unloadable: string[]
  touched: string[]
  seconds: number
}

export const noneApplied = (): AppliedTally => ({
  ...{ applied: 0, accepted: 0, kept: 0, refused: {}, panics: 0, documents: 0 },
  ...{ honestRefused: [], unloadable: [], touched: [], seconds: 0 },
})

const STEPS = 24
const MUTANTS = 400
/** Some changes have next to nothing that could be mutated and still pass the guard. */
const TRIES = 20_000
/** One accepted mutant in so many becomes part of its document: it takes the place of an honest one. */
const KEPT = 16

/**
 * Has shards try mutants until `wanted` were tried. With each one that is accepted, what would be stored must load; some
 * become part of their document, which must go on to take the honest changes that are still due.
 */
export function applyMutants(wanted: number, seed: number): AppliedTally {
  const chance = randomFrom(seed)
  const began = performance.now()
  const tally = noneApplied()
  const stage = newStage(honestHistory(chance, STEPS, { bytes: false }))
  while (tally.applied < wanted) {
    const where = `document ${tally.documents} of seed ${seed}`
    oneDocument({ tally, chance, stage, where }, Math.min(MUTANTS, wanted - tally.applied))
    tally.documents += 1
  }
  tally.seconds = (performance.now() - began) / 1000
  return tally
}

type Run = { tally: AppliedTally; chance: Chance; stage: Stage; where: string }

/** A document somewhere in its history. */
function oneDocument({ tally, chance, stage, where }: Run, wanted: number): void {
  const all = honestHistory(chance, STEPS, { bytes: false }).map(
    (bytes) => guarded(bytes) as Change,
  )
  const rows = all.slice(0, 1 + (chance() % (all.length - 2)))
  const rest = all.slice(rows.length)
  const order = newOrder()
  for (const change of rows) follow(order, change, change.actor)
  const nextOnes = () => rest.filter((one) => isNext(order, one)).map((one) => one.bytes)
  const keep = (change: Change) => {
    stage.keep(change)
    rows.push(change)
    follow(order, change, change.actor)
  }
  stage.begin(rows)
  let honest = nextOnes()

  for (let tried = 0, left = TRIES; tried < wanted && left > 0 && honest.length > 0; left--) {
    const change = guarded(mutant(honest, chance, columnsOf))
    if (!change || !isNext(order, change)) continue
    tried += 1
    tally.applied += 1
    const isKept = chance() % KEPT === 0
    const result = stage.attempt(change)
    if (result === PANIC) tally.panics += 1
    else if ('refused' in result)
      tally.refused[result.refused] = (tally.refused[result.refused] ?? 0) + 1
    else {
      tally.accepted += 1
      const loads = stage.loadsFromRows([...rows, change], result.heads)
      if (!loads) tally.unloadable.push(`${where}, from its rows`)
      if (!loads || !isKept) {
        stage.drop()
        continue
      }
      keep(change)
      tally.kept += 1
      if (!stage.loadsFromSaves()) tally.unloadable.push(`${where}, from its saves`)
      honest = nextOnes()
    }
  }
  if (!stage.isNeighbourWhole()) tally.touched.push(where)
  for (const change of rest) {
    if (!isNext(order, change)) continue
    const result = stage.attempt(change)
    if ('refused' in result) tally.honestRefused.push(`${result.refused} (${where})`)
    else keep(change)
  }
}

const guarded = (bytes: Uint8Array): Change | undefined => {
  const change = guard(bytes, limits)
  return change.ok ? change : undefined
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
