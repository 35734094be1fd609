import type pg from 'pg'
import { sessionEnd } from './refresh.ts'

/** Most sessions remembered; of more, the one looked up longest ago is looked up again. */
const REMEMBERED = 10_000
/** A session is looked up again after this: what a lost hint costs at most. */
const TRUSTED_MS = 5_000

/** Why a session is over; undefined while it lives. */
export type End = Awaited<ReturnType<typeof sessionEnd>>

export type LivingSessions = {
  endOf(session: string): Promise<End>
  /** Some session ended, here or on another node: all are looked up again. */
  forget(): void
}

/**
 * Sessions that were alive a moment ago. An access token is good for minutes, also when its session was ended from
 * elsewhere; a look at the row, not more than one in five seconds for each session, makes it worthless at once.
 */
export function livingSessions(pool: pg.Pool, now = () => performance.now()): LivingSessions {
  const seenAt = new Map<string, number>()
  let forgotten = 0
  return {
    async endOf(session) {
      const seen = seenAt.get(session)
      const asked = now()
      if (seen !== undefined && asked - seen < TRUSTED_MS) return undefined
      const before = forgotten
      seenAt.delete(session)
      const end = await sessionEnd(pool, session)
      // What was read before somebody's session ended may be about that session.
      if (end || before !== forgotten) return end
      seenAt.set(session, asked)
      const oldest = seenAt.size > REMEMBERED ? seenAt.keys().next().value : undefined
      if (oldest !== undefined) seenAt.delete(oldest)
      return undefined
    },
    forget() {
      forgotten += 1
      seenAt.clear()
    },
  }
}
