/** Runs one piece of work at a time per name, across everybody who shares the lock (all tabs: `navigator.locks`). */
export type Lock = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** A lock for a device that is alone in its process. */
export function localLock(): Lock {
  const tails = new Map<string, Promise<unknown>>()
  return (name, work) => {
    const turn = (tails.get(name) ?? Promise.resolve()).then(work, work)
    const tail = turn.catch(() => {})
    tails.set(name, tail)
    void tail.then(() => {
      if (tails.get(name) === tail) tails.delete(name)
    })
    return turn
  }
}
