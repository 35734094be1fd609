import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import type { Status } from '../../engine/replica/index.ts'
import type { Live } from '../bind/live.ts'
import type { PillFace } from '../parts/sync-pill.tsx'
import { clockTime } from '../words/clock.ts'
import { count, say } from '../words/say.ts'

/** How long "up to date" is said after something else was. */
const LIVE_MS = 2000

/** The pill of a replica as time passes: what is wrong or waiting, and for a moment that all is well again. */
export function livePill(live: Live, newVersion: () => boolean): () => PillFace | undefined {
  const [again, setAgain] = createSignal(false)
  const face = createMemo(() => pillOf(live.status(), newVersion()))
  let timer: ReturnType<typeof setTimeout> | undefined
  createEffect(
    on(face, (now, before) => {
      clearTimeout(timer)
      setAgain(before !== undefined && now === undefined)
      if (again()) timer = setTimeout(() => setAgain(false), LIVE_MS)
    }),
  )
  onCleanup(() => clearTimeout(timer))
  return () =>
    face() ?? (again() ? { mark: 'm-live', colour: 'leaf', words: say('pill.live') } : undefined)
}

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
      // Signing in again would not help.
      if (status.why === 'suspended') {
        return { mark: 'm-late', colour: 'amber', words: say('pill.suspended') }
      }
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
