import type { Chance } from '../model/env.ts'

/** The first retry comes within this; a person who asks again waits at least as long for an answer. */
export const RETRY_SOON_MS = 1_000
/** After a restart or under load, everybody comes back: a little more room. */
const RETRY_RESTART_MS = 3_000
const RETRY_CAP_MS = 20_000

/**
 * How long to wait before the next try, in milliseconds: full jitter, so that devices that lost the server together do
 * not come back together. `failures` counts tries since the last connection that held.
 */
export function retryDelay({
  code,
  failures,
  chance,
}: {
  /** The close code; 1006 when there was no connection at all. */
  code: number
  failures: number
  chance: Pick<Chance, 'uint32'>
}): number {
  const grown = Math.min(RETRY_CAP_MS, RETRY_SOON_MS * 2 ** failures)
  const asked = code === 1012 || code === 1013 ? Math.max(RETRY_RESTART_MS, grown) : grown
  // 4429: too much was sent; trying again at once would be more of it.
  const most = code === 4429 ? RETRY_CAP_MS : asked
  return (chance.uint32() / 2 ** 32) * most
}
