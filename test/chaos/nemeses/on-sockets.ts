import type { TcpProxy } from '../../kit/proxy.ts'
import { between, last, type Nemesis, some, type World } from '../nemesis.ts'

const BLACKHOLE_MS = { least: 1_000, most: 12_000 }
/** Longer than it takes either end to find out by itself. */
const HALF_OPEN_MS = 75_000
const SLOW_MS = { least: 50, most: 400 }
const SLOW_FOR_MS = 6_000

/** The devices' door, or now and then a node's way to Postgres. */
const anyProxy = ({ dice, door, ways }: World): TcpProxy =>
  dice.below(3) > 0 ? door : (ways[dice.below(ways.length)] ?? door)

/** Connections are reset, or end in the middle of a frame. */
export const cutSockets: Nemesis = {
  everyMs: 4_000,
  async strike(world) {
    const { dice } = world
    const chosen = some(dice, anyProxy(world).lines(), 4)
    for (const line of chosen) {
      if (dice.below(2) === 0) line.reset()
      else line.cutMidway(dice.below(2) === 0 ? 'up' : 'down')
    }
    return chosen.length > 0
  },
}

/** Nothing passes for a while, and nobody is told; afterwards it arrives after all, or the connection turns out gone. */
export const blackhole: Nemesis = {
  everyMs: 15_000,
  async strike(world) {
    const { dice } = world
    const lines = anyProxy(world).lines()
    const chosen = some(dice, lines, lines.length)
    for (const line of chosen) line.stall()
    await last(between(dice, BLACKHOLE_MS.least, BLACKHOLE_MS.most), world)
    for (const line of chosen) {
      if (dice.below(2) === 0) line.reset()
      else line.resume()
    }
    return chosen.length > 0
  },
}

/** One end is gone, and the other is not told. */
export const halfOpen: Nemesis = {
  everyMs: 20_000,
  async strike(world) {
    const { dice, door } = world
    const chosen = some(dice, door.lines(), 2)
    for (const line of chosen) line.halfOpen(dice.below(2) === 0 ? 'near' : 'far')
    void last(HALF_OPEN_MS, world).then(() => {
      for (const line of chosen) line.reset()
    })
    return chosen.length > 0
  },
}

/** The devices' network is slow for a while. */
export const slowNetwork: Nemesis = {
  everyMs: 30_000,
  async strike(world) {
    world.door.delay(between(world.dice, SLOW_MS.least, SLOW_MS.most))
    await last(SLOW_FOR_MS, world)
    world.door.delay(0)
    return true
  },
}
