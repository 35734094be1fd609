import * as v from 'valibot'
import type { Json } from './canonical.ts'
import type { Instant } from './env.ts'

/** Most lanes that one connection may follow. */
export const FOLLOWED_LANES = 256
/** Most facts in one `facts` frame. */
export const FRAME_FACTS = 500

const lane = v.pipe(v.string(), v.minLength(1), v.maxLength(120))
const cursor = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** Device to server: follow these lanes from these cursors (0: from the beginning). Repeating it moves nothing back. */
export const FollowFrame = v.strictObject({
  type: v.literal('follow'),
  lanes: v.pipe(v.array(v.tuple([lane, cursor])), v.maxLength(FOLLOWED_LANES)),
})
export const UnfollowFrame = v.strictObject({
  type: v.literal('unfollow'),
  lanes: v.pipe(v.array(lane), v.maxLength(FOLLOWED_LANES)),
})
export type FollowFrame = v.InferOutput<typeof FollowFrame>
export type UnfollowFrame = v.InferOutput<typeof UnfollowFrame>

/** One fact inside a frame; the lane stands on the frame. */
export type FactItem = {
  seq: number
  key: string
  kind: string
  value: Json
  intent: string
  at: Instant
}

/**
 * Server to device, and the body of `GET /api/feed`: what became true in `lane` after `from`, up to and including
 * `through`. The cursor becomes `through`. `head` is the lane's newest number, so `head - through` is what is left.
 * Numbers may be missing only when `compacted`: then each key's latest value is there and older ones are not.
 */
export type FactsFrame = {
  type: 'facts'
  lane: string
  from: number
  through: number
  head: number
  compacted: boolean
  facts: FactItem[]
}

/** Server to device: this lane is not followed (any more): `lane-forbidden`. */
export type LaneRefusedFrame = { type: 'lane-refused'; lane: string; code: string }

/** Server to device, every 25 s: browsers cannot see pings. `now` is the server's clock, which its `peer` frame says first. */
export type BeatFrame = { type: 'beat'; now: Instant }

/**
 * Server to device, at each beat: a ticket for the next socket, good for `forMs`, so that a device that is cut off need not
 * ask for one first. A newer one does not void an older one.
 */
export type TicketFrame = { type: 'ticket'; ticket: string; forMs: number }
