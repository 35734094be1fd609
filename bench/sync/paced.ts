import { setTimeout as wait } from 'node:timers/promises'

const LOOK_MS = 2

/** Acts `count` times, evenly, so many times a second; what is late is done at once. */
export async function paced(
  count: number,
  perSecond: number,
  act: (n: number) => void,
): Promise<void> {
  const began = performance.now()
  for (let n = 0; n < count; ) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1)
    while (n < due) act(n++)
    if (n < count) await wait(LOOK_MS)
  }
}

/** Each acts `count` times, the next time as soon as nothing of its own is under way. */
export async function inTurn<Actor extends { isWaiting(): boolean }>(
  actors: readonly Actor[],
  count: number,
  act: (actor: Actor) => void,
): Promise<void> {
  const left = new Map(actors.map((actor) => [actor, count]))
  for (;;) {
    for (const [actor, times] of left) {
      if (actor.isWaiting()) continue
      if (times === 0) left.delete(actor)
      else {
        act(actor)
        left.set(actor, times - 1)
      }
    }
    if (left.size === 0) return
    await wait(LOOK_MS)
  }
}
