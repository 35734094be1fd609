import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../../bench/commit/chance.ts'
import type { Person } from '../hostile/target.ts'
import type { TcpProxy } from '../kit/proxy.ts'
import type { ChaosNode } from './nodes.ts'

/** What a nemesis may get at. */
export type World = {
  nodes: readonly ChaosNode[]
  /** The door through which all devices come, to any of the nodes. */
  door: TcpProxy
  /** The way of each node to Postgres. */
  ways: readonly TcpProxy[]
  /** Asks Postgres itself; nothing while it is away. */
  query(sql: string): Promise<Record<string, unknown>[] | undefined>
  /** The postmaster's process. */
  postmaster(): Promise<number | undefined>
  killDevices(): Promise<void>
  attack: { victim: Person; mallory: Person; outsider: Person }
  dice: Chance
  /** Heard when everything is to be whole again: what broke for a while is mended at once. */
  heal: AbortSignal
}

/** Something that breaks, again and again. */
export type Nemesis = {
  /** From one strike to the next, on average, in a long run. */
  everyMs: number
  /** Breaks something, and mends it if it would not mend itself; true if it surely was broken. */
  strike(world: World): Promise<boolean>
}

/** A time, or less when the world is to heal. */
export const last = (ms: number, { heal }: Pick<World, 'heal'>): Promise<void> =>
  pause(ms, undefined, { signal: heal }).catch(() => undefined)

export const between = (dice: Chance, least: number, most: number): number =>
  least + dice.below(most - least + 1)

export const some = <T>(dice: Chance, from: readonly T[], most: number): T[] => {
  const rest = [...from]
  return Array.from({ length: Math.min(rest.length, 1 + dice.below(most)) }, () =>
    rest.splice(dice.below(rest.length), 1),
  ).flat()
}
