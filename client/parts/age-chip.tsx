import type { Instant } from '../../engine/model/env.ts'
import { dayAndTime } from '../words/clock.ts'
import { say } from '../words/say.ts'

/** Older than this, prices are amber and ask to be checked. */
export const STALE_HOURS = 24

/** How old what you see is: plain text, amber after a day. */
export function AgeChip(props: { heardAt: Instant; now: Instant }) {
  const stale = () => props.now - props.heardAt > STALE_HOURS * 3_600_000
  return (
    <p class={`age ${stale() ? 'stale' : ''}`}>
      {say(stale() ? 'age.stale' : 'age.prices', { time: dayAndTime(props.heardAt, props.now) })}
    </p>
  )
}
