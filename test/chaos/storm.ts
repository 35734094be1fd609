import { last, type Nemesis, type World } from './nemesis.ts'

/** A nemesis that knows its world. */
type Raging = { everyMs: Nemesis['everyMs']; strike(): Promise<boolean> }

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
export async function storm<Name extends string>(
  nemeses: ReadonlyMap<Name, Raging>,
  {
    dice,
    forMs,
    heal,
    struck,
    strikeMs = STRIKE_MS,
  }: {
    dice: World['dice']
    forMs: number
    heal: AbortController
    struck(name: Name): void
    strikeMs?: number
  },
): Promise<void> {
  const idle = new Set(nemeses.keys())
  let isOver = false
  const end = () => {
    isOver = true
    if (idle.size === 0) heal.abort()
  }
  const timers = [setTimeout(end, forMs), setTimeout(() => heal.abort(), forMs + GRACE_MS)]
  const striking = new Set<Name>()
  const never = new Promise<never>((_, reject) => {
    const tooLate = () => reject(new Error(`does not end: ${[...striking].join(', ')}`))
    heal.signal.addEventListener('abort', () => timers.push(setTimeout(tooLate, strikeMs)))
  })
  const rage = async ([name, { everyMs, strike }]: [Name, Raging]) => {
    const every = Math.min(everyMs, forMs / STRIKES_LEAST)
    let wait = every * (0.2 + dice.next() * 0.8)
    for (;;) {
      await last(wait, { heal: heal.signal })
      if (heal.signal.aborted) return
      striking.add(name)
      const landed = await strike()
      striking.delete(name)
      if (landed) {
        struck(name)
        idle.delete(name)
        if (isOver) end()
      }
      wait = landed ? every * (0.5 + dice.next()) : AGAIN_MS
    }
  }
  try {
    await Promise.race([Promise.all([...nemeses].map(rage)), never])
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}
