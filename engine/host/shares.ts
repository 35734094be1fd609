import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'
import { type Bucket, isFull, newBucket } from './rate.ts'

/** What each person may still send, and how many documents begin, over all their connections. */
export type Shares = {
  of(person: string): { bytes: Bucket; founded: Bucket }
  /** Forgets those of whom there is nothing to remember. */
  sweep(): void
}

export function newShares(env: Pick<Env, 'tick'>, limits: Limits): Shares {
  const shares = new Map<string, { bytes: Bucket; founded: Bucket }>()
  return {
    of(person) {
      const known = shares.get(person)
      if (known) return known
      const tick = env.tick()
      const made = {
        bytes: newBucket(limits.personBytesPerMinute / 60, limits.personBytesBurst, tick),
        founded: newBucket(limits.newDocsPerHour / 3_600, limits.newDocsPerHour, tick),
      }
      shares.set(person, made)
      return made
    },
    sweep() {
      const tick = env.tick()
      for (const [person, { bytes, founded }] of shares) {
        if (isFull(bytes, tick) && isFull(founded, tick)) shares.delete(person)
      }
    },
  }
}
