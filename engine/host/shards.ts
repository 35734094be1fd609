import { freshCore, isPanic, sharedCore } from './core.ts'
import { newShard, type Shard } from './shard.ts'
import { handle, ShardDied, type ShardHandle, type ShardOptions } from './shard-handle.ts'
import { workerShard } from './worker-shard.ts'

export function openShards(options: ShardOptions): ShardHandle[] {
  if (options.shards === 0) return [inProcess(options)]
  return Array.from({ length: options.shards }, (_, i) => workerShard(options, i))
}

/** A document always goes to the same shard; ids are hashes, so their letters spread evenly. */
export function shardOf(id: string, shards: number): number {
  let sum = 0
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) >>> 0
  return sum % shards
}

function inProcess({ sorts, limits, onDeath }: ShardOptions): ShardHandle {
  let shard = newShard(sharedCore(), sorts, limits.docBytes)
  const call = async (name: keyof Shard, args: unknown[]) => {
    await undefined
    try {
      return (shard[name] as (...all: unknown[]) => unknown)(...args)
    } catch (error) {
      if (!isPanic(error)) throw error
      shard = newShard(freshCore(), sorts, limits.docBytes)
      onDeath(0, { why: String(error), isPurpose: false })
      throw new ShardDied(true, String(error))
    }
  }
  // Its memory is the process's own.
  return handle(call, {
    room: async () => undefined,
    memory: () => 0,
    recycle: () => undefined,
    end: async () => undefined,
  })
}
