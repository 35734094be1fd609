import { between, last, type Nemesis, type World } from '../nemesis.ts'

/** Longer than a transaction of a node that says nothing may stay open. */
const PAUSE_MS = { least: 1_000, most: 14_000 }

const nodeOf = ({ nodes, dice }: World) => nodes[dice.below(nodes.length)]

/** SIGKILL of a node; its supervisor starts it again. Now and then while there is no other. */
export const killNode: Nemesis = {
  everyMs: 35_000,
  strike: async (world) => {
    const { nodes, dice } = world
    if (dice.below(4) > 0 && !nodes.every((node) => node.isReady())) return false
    return (await nodeOf(world)?.kill()) ?? false
  },
}

/** A node stands still, holding whatever it holds, and then goes on as if nothing had been. */
export const pauseNode: Nemesis = {
  everyMs: 30_000,
  strike: async (world) => {
    const ms = between(world.dice, PAUSE_MS.least, PAUSE_MS.most)
    return (await nodeOf(world)?.stopWhile(() => last(ms, world))) ?? false
  },
}

/** The thread that holds a node's documents ends. */
export const deadShard: Nemesis = {
  everyMs: 15_000,
  strike: async (world) => (await nodeOf(world)?.killShard()) ?? false,
}

/** SIGKILL of half of the devices in the middle of whatever they do. */
export const killDevice: Nemesis = {
  everyMs: 25_000,
  async strike({ killDevices }) {
    await killDevices()
    return true
  },
}
