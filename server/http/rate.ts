import { createHash, randomBytes } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { factory } from './factory.ts'
import { problem } from './problem.ts'

/** Counters kept at most; keys share them by a hash that nobody outside can aim. */
const COUNTERS_BITS = 16

/** Counts what a key does in a window of this node. Rejects with the seconds to wait when it did too much. */
export function newRate(points: number, seconds: number) {
  const limiter = new RateLimiterMemory({ points, duration: seconds })
  const salt = randomBytes(16)
  const counterOf = (key: string) =>
    createHash('sha256').update(salt).update(key).digest().readUInt32BE() >>> (32 - COUNTERS_BITS)
  return async (key: string): Promise<{ ok: true } | { ok: false; retryAfterSeconds: number }> => {
    try {
      await limiter.consume(counterOf(key))
      return { ok: true }
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      return { ok: false, retryAfterSeconds: Math.ceil(error.msBeforeNext / 1000) }
    }
  }
}

/** Requests a minute: of a signed-in person, or of an address without a session. */
export function limitRequests(limits: { anonymousPerMinute: number; signedInPerMinute: number }) {
  const anonymous = newRate(limits.anonymousPerMinute, 60)
  const signedIn = newRate(limits.signedInPerMinute, 60)
  return factory.createMiddleware(async (c, next) => {
    const identity = c.get('identity')
    const answer = identity ? await signedIn(identity.person) : await anonymous(c.get('address'))
    if (!answer.ok)
      throw problem(
        'too-many-requests',
        answer.retryAfterSeconds ? { retryAfterSeconds: answer.retryAfterSeconds } : {},
      )
    await next()
  })
}

/** Tries of sign-in codes of one address, over all numbers. */
export function limitTries(perHour: number) {
  const rate = newRate(perHour, 3600)
  return factory.createMiddleware(async (c, next) => {
    const answer = await rate(c.get('address'))
    if (!answer.ok)
      throw problem('too-many-requests', { retryAfterSeconds: answer.retryAfterSeconds })
    await next()
  })
}
