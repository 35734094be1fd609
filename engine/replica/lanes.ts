import type { Instant } from '../model/env.ts'
import type { FactItem, FactsFrame } from '../model/follow.ts'
import { type Folded, fold, freshFacts, listFacts } from './fold.ts'
import type { LaneView } from './replica.ts'
import type { DeviceStore, Write } from './storage/device-store.ts'

/** How far a lane was followed, as stored beside its facts. */
export type LaneRow = { through: number; head: number; heardAt: Instant }

type Held = Folded & {
  row: LaneRow | undefined
  view: LaneView
  loading: Promise<void> | undefined
  /** Its facts could not be stored: it goes on in memory, and storage keeps the older facts with their older cursor. */
  unstored: boolean
}

/**
 * The read model: folded facts of every lane, in memory as far as asked for. Facts and the cursor behind them are stored
 * in one transaction, so a device that crashed asks again for what it may have lost, and for nothing else.
 */
export type Lanes = {
  view(lane: string): LaneView
  /** Resolves when all that is stored of the lane is in memory. */
  load(lane: string): Promise<LaneView>
  cursor(lane: string): number
  /** Stores and folds a frame; gives the facts that were new. `gap`: facts are missing before it, nothing was taken. */
  receive(frame: FactsFrame, at: Instant): Promise<FactItem[] | 'gap'>
  /** Folds what another tab has stored. */
  hear(frame: FactsFrame, at: Instant): FactItem[]
}

export function openLanes({
  store,
  rows,
  changed,
  onTrouble,
}: {
  store: DeviceStore
  /** The stored cursors, read at the start. */
  rows: Map<string, LaneRow>
  changed(lane: string, keys: string[]): void
  onTrouble(error: unknown): void
}): Lanes {
  const lanes = new Map<string, Held>()

  const held = (lane: string): Held => {
    let known = lanes.get(lane)
    if (!known) {
      known = make(lane)
      lanes.set(lane, known)
    }
    return known
  }
  const make = (lane: string): Held => {
    const mine: Held = {
      facts: new Map(),
      keys: undefined,
      row: rows.get(lane),
      loading: undefined,
      unstored: false,
      view: {
        lane,
        get: (key) => mine.facts.get(key),
        list: (prefix) => listFacts(mine, prefix),
        get through() {
          return mine.row?.through ?? 0
        },
        get head() {
          return mine.row?.head ?? 0
        },
        get heardAt() {
          return mine.row?.heardAt
        },
      },
    }
    return mine
  }
  const load = (lane: string): Promise<void> => {
    const mine = held(lane)
    mine.loading ??= (async () => {
      if (!mine.row) return
      const stored = await store.list('facts', prefixOf(lane))
      const keys = fold(
        mine,
        stored.map(({ value }) => value as FactItem),
      )
      changed(lane, keys)
    })()
    return mine.loading
  }
  const move = (mine: Held, frame: FactsFrame, at: Instant) => {
    mine.row = {
      through: Math.max(frame.through, mine.row?.through ?? 0),
      head: Math.max(frame.head, mine.row?.head ?? 0),
      heardAt: at,
    }
    return mine.row
  }

  return {
    view(lane) {
      load(lane).catch(onTrouble)
      return held(lane).view
    },
    async load(lane) {
      await load(lane)
      return held(lane).view
    },
    cursor: (lane) => held(lane).row?.through ?? 0,
    async receive(frame, at) {
      const { lane } = frame
      await load(lane)
      const mine = held(lane)
      const fresh = freshFacts(mine.row?.through ?? 0, frame)
      if (fresh === 'gap') return 'gap'
      const row: LaneRow = {
        through: Math.max(frame.through, mine.row?.through ?? 0),
        head: Math.max(frame.head, mine.row?.head ?? 0),
        heardAt: at,
      }
      const writes: Write[] = fresh.map((fact) => ({
        put: 'facts',
        key: prefixOf(lane) + fact.key,
        value: fact,
      }))
      writes.push({ put: 'lanes', key: lane, value: row })
      if (!mine.unstored) {
        try {
          await store.commit(writes, 'relaxed')
        } catch (error) {
          mine.unstored = true
          onTrouble(error)
        }
      }
      move(mine, frame, at)
      changed(lane, fold(mine, fresh))
      return fresh
    },
    hear(frame, at) {
      const mine = held(frame.lane)
      const fresh = freshFacts(mine.row?.through ?? 0, frame)
      if (fresh === 'gap' || !mine.loading) return []
      move(mine, frame, at)
      changed(frame.lane, fold(mine, fresh))
      return fresh
    },
  }
}

const prefixOf = (lane: string) => `${lane}\t`
