/** Things to do one at a time, in the order they were asked for. */
export type Turns = {
  /** Resolves when the task is over, whether it failed or not. */
  take(task: () => Promise<unknown>): Promise<void>
  /** The same, unless a task of this name is already waiting for its turn. */
  once(name: string, task: () => Promise<unknown>): void
  isBusy(): boolean
  settled(): Promise<void>
}

/** `onError` deals with what a task throws; it must not throw itself. */
export function newTurns(onError: (error: unknown) => Promise<void>): Turns {
  const tasks: (() => Promise<void>)[] = []
  const waiting = new Set<string>()
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    await undefined
    for (let task = tasks.shift(); task; task = tasks.shift()) await task()
    running = undefined
  }

  const turns: Turns = {
    take: (task) =>
      new Promise((resolve) => {
        tasks.push(async () => {
          try {
            await task()
          } catch (error) {
            await onError(error)
          }
          resolve()
        })
        running ??= run()
      }),
    once(name, task) {
      if (waiting.has(name)) return
      waiting.add(name)
      void turns.take(() => {
        waiting.delete(name)
        return task()
      })
    },
    isBusy: () => running !== undefined,
    async settled() {
      while (running) await running
    },
  }
  return turns
}
