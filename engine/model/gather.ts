/** How long a crowd is let gather before its next question, in milliseconds: short beside a network's way there and back. */
export const LINGER_MS = 20

/**
 * Turns questions about one key into questions about many: those of one breath go together, and while `underWay` of them
 * are under way the next ones wait for each other. Nobody pays for company, except in a crowd: after a handful of more
 * than one, the next lets more gather for as long as `linger` takes. `many` answers every key it is given, or the whole
 * handful fails.
 */
export function gather<K, V>(
  many: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  {
    most,
    underWay,
    linger = async () => undefined,
  }: { most: number; underWay: number; linger?(): Promise<void> },
): (key: K) => Promise<V | undefined> {
  type Waiting = { resolve(value: V | undefined): void; reject(error: unknown): void }
  const queue = new Map<K, Waiting[]>()
  let running = 0

  async function run(): Promise<void> {
    running += 1
    await undefined
    while (queue.size > 0) {
      const handful = [...queue].slice(0, most)
      for (const [key] of handful) queue.delete(key)
      await ask(handful)
      if (handful.length > 1) await linger()
    }
    running -= 1
  }

  async function ask(handful: [K, Waiting[]][]): Promise<void> {
    try {
      const answers = await many(handful.map(([key]) => key))
      for (const [key, asked] of handful) for (const one of asked) one.resolve(answers.get(key))
    } catch (error) {
      for (const [, asked] of handful) for (const one of asked) one.reject(error)
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      const asked = queue.get(key) ?? []
      asked.push({ resolve, reject })
      queue.set(key, asked)
      if (running < underWay) void run()
    })
}
