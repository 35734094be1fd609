import type { Env } from '../model/env.ts'
import type { Limits } from './limits.ts'
import { type Bucket, isFull, newBucket } from './rate.ts'

/** What each person has open, may still send, and may still begin, over all their connections. */
export type Shares = {
  of(person: string): Share
  /** Forgets those of whom there is nothing to remember. */
  sweep(): void
}

type Share = { sockets: number; bytes: Bucket; founded: Bucket }

export function newShares(env: Pick<Env, 'tick'>, limits: Limits): Shares {
  const shares = new Map<string, Share>()
  return {
    of(person) {
      const known = shares.get(person)
      if (known) return known
      const tick = env.tick()
      const made = {
        sockets: 0,
        bytes: newBucket(limits.personBytesPerMinute / 60, limits.personBytesBurst, tick),
        founded: newBucket(limits.newDocsPerHour / 3_600, limits.newDocsPerHour, tick),
      }
      shares.set(person, made)
      return made
    },
    sweep() {
      const tick = env.tick()
      for (const [person, { sockets, bytes, founded }] of shares) {
        if (sockets === 0 && isFull(bytes, tick) && isFull(founded, tick)) shares.delete(person)
      }
    },
  }
}
