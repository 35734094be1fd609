import type { Status } from '../../engine/replica/index.ts'
import type { PillFace } from '../parts/sync-pill.tsx'
import { clockTime } from '../words/clock.ts'
import { count, say } from '../words/say.ts'

/** What the pill says of a status: at most one thing, the most pressing; nothing while all is well. */
export function pillOf(status: Status, newVersion: boolean): PillFace | undefined {
  if (status.choices > 0) {
    return { mark: 'm-choice', colour: 'red', words: count('pill.choices', status.choices) }
  }
  switch (status.at) {
    case 'update':
      return { mark: 'm-new', colour: 'amber', words: say('pill.update') }
    case 'sign-in':
      // A visitor lacks nothing: what waits goes with them when they sign in.
      if (status.why === 'visitor') break
      return { mark: 'm-late', colour: 'amber', words: say('pill.sign-in') }
    case 'full':
      return { mark: 'm-late', colour: 'amber', words: say('pill.full') }
    case 'late':
      return {
        mark: 'm-late',
        colour: 'amber',
        words: say('pill.late', {
          n: status.pending,
          time: clockTime(status.oldest ?? status.since),
        }),
      }
    case 'offline':
      return { mark: 'm-ring', colour: 'grey', words: say('pill.offline') }
    case 'weak':
      return { mark: 'm-half', colour: 'grey', words: say('pill.weak') }
    case 'catching-up':
      return { mark: 'm-arc', colour: 'blue', words: say('pill.catching-up') }
    case 'sending':
      return { mark: 'm-arc', colour: 'blue', words: count('pill.pending', status.pending) }
    case 'live':
      break
  }
  return newVersion ? { mark: 'm-new', colour: 'blue', words: say('pill.version') } : undefined
}
