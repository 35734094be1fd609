import type { FactStore } from './store.ts'

/** Most keys of one lane, and of all lanes together, whose latest number is kept in memory (about 150 bytes each). */
const LANE_KEYS = 100_000
const ALL_KEYS = 400_000

/** A lane's latest fact per key, numbers in order, as of `through`. */
export type Latest = { seqs: readonly number[]; through: number }

type Kept = { through: number; seqOf: Map<string, number>; latest?: Latest; tooMany?: true }

/**
 * Which facts of a lane are the latest of their key: what somebody far behind needs. It is the same list for every
 * cursor, so it is built once and then only grows by what is new. Nothing for a lane of too many keys.
 */
export function latestKeys(store: Pick<FactStore, 'latest'>) {
  /** The lane used longest ago comes first. */
  const kept = new Map<string, Kept>()
  const turns = new Map<string, Promise<Latest | undefined>>()

  async function bringUp(lane: string, head: number): Promise<Latest | undefined> {
    const known = kept.get(lane) ?? { through: 0, seqOf: new Map<string, number>() }
    kept.delete(lane)
    kept.set(lane, known)
    if (known.tooMany) return undefined
    if (known.through < head) {
      const rows = await store.latest(lane, known.through, LANE_KEYS + 1)
      for (const { key, seq } of rows) {
        known.seqOf.set(key, seq)
        known.through = Math.max(known.through, seq)
      }
      delete known.latest
      if (known.seqOf.size > LANE_KEYS) {
        known.tooMany = true
        known.seqOf.clear()
        return undefined
      }
      forget(lane)
    }
    known.latest ??= {
      seqs: [...known.seqOf.values()].sort((a, b) => a - b),
      through: known.through,
    }
    return known.latest
  }

  function forget(but: string) {
    let keys = 0
    for (const { seqOf } of kept.values()) keys += seqOf.size
    for (const [lane, { seqOf }] of kept) {
      if (keys <= ALL_KEYS) return
      if (lane === but) continue
      kept.delete(lane)
      keys -= seqOf.size
    }
  }

  return {
    /** As of `head` or later. Those who ask at once wait for one another, and share what was read. */
    async of(lane: string, head: number): Promise<Latest | undefined> {
      const before = turns.get(lane)
      const turn = (before ?? Promise.resolve(undefined))
        .catch(() => undefined)
        .then(() => bringUp(lane, head))
      turns.set(lane, turn)
      try {
        return await turn
      } finally {
        if (turns.get(lane) === turn) turns.delete(lane)
      }
    },
  }
}
