import { type NemesisName, nemeses } from './nemeses/all.ts'
import { last, type World } from './nemesis.ts'

/** However short the run, each nemesis should come about so often. */
const STRIKES_LEAST = 3
/** A strike that did not land is tried again after this long. */
const AGAIN_MS = 700

/** A nemesis that did not come about within the time is waited for so long. */
const GRACE_MS = 60_000
/** A strike that has not ended so long after everything is to be whole waits for something that will never come. */
const STRIKE_MS = 120_000

/**
 * Every nemesis in a time of its own, so that they meet in every combination. Ends when the time is over and each has
 * struck: from then on everything is whole.
 */
export async function storm(
  names: readonly NemesisName[],
  {
    world,
    forMs,
    heal,
    struck,
  }: { world: World; forMs: number; heal: AbortController; struck(name: NemesisName): void },
): Promise<void> {
  const idle = new Set(names)
  let isOver = false
  const end = () => {
    isOver = true
    if (idle.size === 0) heal.abort()
  }
  const timers = [setTimeout(end, forMs), setTimeout(() => heal.abort(), forMs + GRACE_MS)]
  const striking = new Set<NemesisName>()
  const never = new Promise<never>((_, reject) => {
    const tooLate = () => reject(new Error(`does not end: ${[...striking].join(', ')}`))
    world.heal.addEventListener('abort', () => timers.push(setTimeout(tooLate, STRIKE_MS)))
  })
  const rage = async (name: NemesisName) => {
    const { everyMs, strike } = nemeses[name]
    const every = Math.min(everyMs, forMs / STRIKES_LEAST)
    let wait = every * (0.2 + world.dice.next() * 0.8)
    for (;;) {
      await last(wait, world)
      if (world.heal.aborted) return
      striking.add(name)
      const landed = await strike(world)
      striking.delete(name)
      if (landed) {
        struck(name)
        idle.delete(name)
        if (isOver) end()
      }
      wait = landed ? every * (0.5 + world.dice.next()) : AGAIN_MS
    }
  }
  try {
    await Promise.race([Promise.all(names.map(rage)), never])
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}
