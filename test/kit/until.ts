import { setTimeout as wait } from 'node:timers/promises'

const LOOK_EVERY_MS = 20

/** Waits for a condition, not for time: asks until the answer is neither undefined, null nor false. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  withinMs = 20_000,
): Promise<NonNullable<Exclude<T, false>>> {
  for (let waited = 0; waited < withinMs; waited += LOOK_EVERY_MS) {
    const answer = await ask()
    if (answer !== undefined && answer !== null && answer !== false) {
      return answer as NonNullable<Exclude<T, false>>
    }
    await wait(LOOK_EVERY_MS)
  }
  throw new Error(`waited ${withinMs} ms in vain for ${what}`)
}
