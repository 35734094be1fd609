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
