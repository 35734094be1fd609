/**
 * Turns questions about one key into questions about many: while one is under way the next ones wait, and go together. The
 * first goes at once, so nobody pays for company. `many` answers every key it is given, or the whole handful fails.
 */
export function gather<K, V>(
  many: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  { most, underWay }: { most: number; underWay: number },
): (key: K) => Promise<V | undefined> {
  type Waiting = { resolve(value: V | undefined): void; reject(error: unknown): void }
  const queue = new Map<K, Waiting[]>()
  let running = 0

  async function ask(): Promise<void> {
    running += 1
    const handful = [...queue].slice(0, most)
    for (const [key] of handful) queue.delete(key)
    try {
      const answers = await many(handful.map(([key]) => key))
      for (const [key, asked] of handful) for (const one of asked) one.resolve(answers.get(key))
    } catch (error) {
      for (const [, asked] of handful) for (const one of asked) one.reject(error)
    }
    running -= 1
    if (queue.size > 0) void ask()
  }

  return (key) =>
    new Promise((resolve, reject) => {
      const asked = queue.get(key) ?? []
      asked.push({ resolve, reject })
      queue.set(key, asked)
      if (running < underWay) void ask()
    })
}
