import type { DeviceStore, Durability, Write } from './storage/device-store.ts'

/** Most writes that are committed together. */
const GROUP_WRITES = 256

/**
 * Commits one after the other, in the order asked; what is asked while one is under way goes together into the next,
 * so that ten quick taps cost two syncs and not ten. A commit that expects rows goes alone: its answer is its own.
 */
export type Writer = {
  write(writes: readonly Write[], durability: Durability): Promise<boolean>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

type Asked = {
  writes: readonly Write[]
  durability: Durability
  settle: { resolve(written: boolean): void; reject(error: unknown): void }
}

export function openWriter(store: Pick<DeviceStore, 'commit'>): Writer {
  const queue: Asked[] = []
  let running: Promise<void> | undefined

  const run = async () => {
    while (queue.length > 0) {
      const group = nextGroup(queue)
      const writes = group.flatMap((asked) => asked.writes)
      const durability = group.some((asked) => asked.durability === 'strict') ? 'strict' : 'relaxed'
      try {
        const written = await store.commit(writes, durability)
        for (const { settle } of group) settle.resolve(written)
      } catch (error) {
        for (const { settle } of group) settle.reject(error)
      }
    }
    running = undefined
  }

  return {
    write: (writes, durability) =>
      new Promise((resolve, reject) => {
        queue.push({ writes, durability, settle: { resolve, reject } })
        running ??= run()
      }),
    idle: async () => running,
  }
}

const isAlone = ({ writes }: Asked) => writes.some((write) => 'expect' in write)

function nextGroup(queue: Asked[]): Asked[] {
  const group = queue.splice(0, 1)
  let size = (group[0] as Asked).writes.length
  if (isAlone(group[0] as Asked)) return group
  while (queue[0] && !isAlone(queue[0]) && size + queue[0].writes.length <= GROUP_WRITES) {
    size += queue[0].writes.length
    group.push(queue.shift() as Asked)
  }
  return group
}
