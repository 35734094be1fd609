import { NODE_FLAGS } from '../contenders/node-child.ts'
import { openCrew } from '../crew.ts'
import type { Markets } from './market.ts'
import type { Asked, Order, Report } from './messages.ts'
import type { Rows } from './one-by-one.ts'
import { questions, type Scenario } from './scenario.ts'
import { makeWait } from './seed.ts'

/** Callers at a time that the baseline is tried with; its best counts. */
export const CALLERS = [1, 8, 32]

export type Sizes = { ours: number; baseline: number }

/** Answers per second, of everybody in one round. */
export type Round = {
  ours: number
  limit: number
  baseline: Map<number, number>
  bare: number
  /** Of ours at half its rate. */
  p99Ms: number
}

/**
 * Each who is measured has a process of its own that lives through all rounds, with what `npm start` gives Node: what one
 * leaves behind, garbage or code that was compiled for its rows, costs nobody else.
 */
export type Players = Record<'ours' | 'baseline' | 'limit', Player>
type Player = ReturnType<typeof openCrew<Order, Report>>

export function openPlayers(log: string): Players & { leave(): Promise<void> } {
  const open = () => openCrew<Order, Report>('bench/commit/player.ts', log, NODE_FLAGS)
  const players = { ours: open(), baseline: open(), limit: open() }
  return {
    ...players,
    async leave() {
      for (const player of Object.values(players)) await player.leave()
    },
  }
}

/**
 * Everybody once, one after the other, on the same questions. `turn` reverses the order every other round, so that what
 * warms up or wears out on the way falls on all alike.
 */
export async function playRound(
  { markets, players }: { markets: Markets; players: Players },
  scenario: Scenario,
  { sizes, seed, turn, step }: { sizes: Sizes; seed: number; turn: number; step: () => void },
): Promise<Round> {
  const round: Round = { ours: 0, limit: 0, baseline: new Map(), bare: 0, p99Ms: 0 }
  const asked: Asked = { scenario: scenario.name, count: sizes.ours, seed }
  const all = questions(scenario, sizes.ours, seed)
  const played = async (player: Player, order: Order) => {
    player.order(order)
    return (await player.hear('played')).seconds
  }
  /** On a new database; with `waiting`, all questions wait there already. */
  const fresh = <T>(waiting: boolean, use: (url: string) => Promise<T>) =>
    markets.fresh(scenario, async ({ url, pool }) => {
      if (waiting) await makeWait(pool, all)
      await pool.query('CHECKPOINT')
      return await use(url)
    })
  const one = async (callers: number, rows: Rows) => {
    const how = { first: sizes.baseline, callers, rows }
    const seconds = await fresh(false, (url) =>
      played(players.baseline, { do: 'one-by-one', url, asked, ...how }),
    )
    return sizes.baseline / seconds
  }

  const turns = [
    async () => {
      const seconds = await fresh(true, (url) => played(players.ours, { do: 'ours', url, asked }))
      round.ours = sizes.ours / seconds
    },
    ...CALLERS.map((callers) => async () => {
      round.baseline.set(callers, await one(callers, 'full'))
    }),
    async () => {
      round.bare = await one(best(round.baseline)[0] || 8, 'bare')
    },
    async () => {
      await fresh(true, (url) => played(players.limit, { do: 'record', url, asked }))
      const seconds = await fresh(false, (url) =>
        played(players.limit, { do: 'limit', url, asked }),
      )
      round.limit = sizes.ours / seconds
    },
  ]
  for (const play of turn % 2 ? turns.toReversed() : turns) {
    await play()
    step()
  }
  round.p99Ms = await fresh(false, async (url) => {
    players.ours.order({ do: 'half-rate', url, asked, perSecond: round.ours / 2 })
    return (await players.ours.hear('waited')).p99Ms
  })
  step()
  return round
}

/** Steps of a round, for whoever shows how far it is. */
export const STEPS = CALLERS.length + 4

/** The fastest of several, and its rate. */
export const best = (rates: ReadonlyMap<number, number>): [callers: number, rate: number] =>
  [...rates].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0])
