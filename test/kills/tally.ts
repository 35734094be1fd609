import type { Deaths } from './load.ts'

/** A piece of a run, in a market of its own: every fault point once, or so many deaths under load. */
export type KillOrder = { database: string } & (
  | { do: 'points' }
  /** `seed` draws the moments of the deaths. */
  | { do: 'load'; deaths: Deaths; seed: number }
)

export type KillTally = {
  /** By fault point. */
  hits: Record<string, number>
  deaths: Deaths
  acknowledged: number
  /** What was lost, answered twice or never: nothing. */
  failures: string[]
}

export const noKills = (): KillTally => ({
  ...{ hits: {}, deaths: { server: 0, shard: 0 }, acknowledged: 0, failures: [] },
})

export const deathsIn = ({ deaths, hits }: KillTally): number =>
  deaths.server + deaths.shard + Object.values(hits).reduce((sum, n) => sum + n, 0)
