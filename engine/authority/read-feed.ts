import type { FactRow } from '../model/fact.ts'
import { type FactItem, type FactsFrame, FRAME_FACTS } from '../model/follow.ts'
import { latestKeys } from './latest-keys.ts'
import type { FactStore } from './store.ts'

/** Whoever is further behind gets the latest fact of each key instead of all of them. */
export const COMPACT_BEYOND = 1_000
/** Most frames that are shared among followers who stand at the same place. */
const SHARED = 256

/** Reads a lane's facts after a cursor, as one frame. `head`, if known, is the lane's newest number. */
export type ReadFeed = (lane: string, after: number, head?: number) => Promise<FactsFrame>

/** Followers who stand at one place share one read: a price change costs one query, not one for each of them. */
export function feedReader(store: FactStore): ReadFeed {
  const latest = latestKeys(store)
  const shared = new Map<string, Promise<FactsFrame>>()

  async function read(lane: string, from: number, head: number): Promise<FactsFrame> {
    if (head - from > COMPACT_BEYOND) {
      const plan = await latest.of(lane, head)
      if (plan) return await compacted(lane, from, plan)
    }
    const rows = await store.after(lane, from, FRAME_FACTS)
    const through = rows.at(-1)?.seq ?? from
    const facts = rows.map(item)
    return {
      type: 'facts',
      lane,
      from,
      through,
      head: Math.max(head, through),
      compacted: false,
      facts,
    }
  }

  async function compacted(
    lane: string,
    from: number,
    { seqs, through: head }: { seqs: readonly number[]; through: number },
  ): Promise<FactsFrame> {
    const first = firstAbove(seqs, from)
    const page = seqs.slice(first, first + FRAME_FACTS)
    const last = first + page.length === seqs.length
    const through = last ? head : (page.at(-1) as number)
    const facts = (await store.at(lane, page)).map(item)
    return { type: 'facts', lane, from, through, head, compacted: true, facts }
  }

  return async (lane, from, known) => {
    const head = known ?? (await store.heads([lane]))[0]?.[1] ?? 0
    if (head <= from) return nothing(lane, from, head)
    const place = `${head} ${from} ${lane}`
    const reading = shared.get(place) ?? read(lane, from, head)
    if (!shared.has(place)) {
      shared.set(place, reading)
      reading.catch(() => shared.delete(place))
      const oldest = shared.size > SHARED ? shared.keys().next().value : undefined
      if (oldest !== undefined) shared.delete(oldest)
    }
    return await reading
  }
}

const nothing = (lane: string, from: number, head: number): FactsFrame => ({
  type: 'facts',
  ...{ lane, from, through: from, head, compacted: false, facts: [] },
})

const item = ({ seq, key, kind, value, intent, at }: FactRow): FactItem => ({
  ...{ seq, key, kind, value, intent, at },
})

/** Place of the first number above `after` in a sorted list. */
function firstAbove(sorted: readonly number[], after: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= after) low = middle + 1
    else high = middle
  }
  return low
}
