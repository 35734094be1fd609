import type { Desk } from './desk.ts'
import type { Jot } from './jots.ts'
import type { Waiting } from './replica.ts'

/**
 * A jot whose change is in its document but not known to be on the server. It keeps the jot, so that the work can be
 * done again if the server never takes the change.
 */
export type Unsent = { jot: Jot; change: string; refused?: string }

/** What the line has tried since it last succeeded. */
export type Tries = { attempts: number; lastTry?: number; lastError?: string }

/** Everything the server does not have yet, oldest first: jots on the desk, and changes without acknowledgement. */
export function waitingOf(desk: Desk, unsent: Iterable<Unsent>, tries: Tries): Waiting[] {
  const rows = [
    ...desk.jots().map((jot) => row(jot, tries)),
    ...[...unsent].map(({ jot, refused }) =>
      row(jot, refused === undefined ? tries : { ...tries, lastError: refused }),
    ),
  ]
  return rows.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1))
}

const row = (jot: Jot, tries: Tries): Waiting => ({
  id: jot.id,
  what: jot.what,
  name: jot.name,
  document: jot.document,
  about: jot.about,
  since: jot.at,
  ...tries,
})
