/** A bucket of tokens: `perSecond` come back, at most `burst` lie in it. It may be overdrawn; then there is a wait. */
export type Bucket = {
  tokens: number
  at: number
  readonly perSecond: number
  readonly burst: number
}

export const newBucket = (perSecond: number, burst: number, tick: number): Bucket => ({
  tokens: burst,
  at: tick,
  perSecond,
  burst,
})

/** Takes tokens and gives the milliseconds until the bucket is out of debt: 0 when it is not in debt. */
export function draw(bucket: Bucket, tokens: number, tick: number): number {
  const back = ((tick - bucket.at) / 1000) * bucket.perSecond
  bucket.tokens = Math.min(bucket.burst, bucket.tokens + back) - tokens
  bucket.at = tick
  return bucket.tokens >= 0 ? 0 : (-bucket.tokens / bucket.perSecond) * 1000
}

/** Nothing to remember: a new bucket would be the same. */
export const isFull = (bucket: Bucket, tick: number): boolean =>
  bucket.tokens + ((tick - bucket.at) / 1000) * bucket.perSecond >= bucket.burst
