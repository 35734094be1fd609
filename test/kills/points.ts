import type { FaultPoint } from '../../engine/model/env.ts'

/** What must be true of a checkout the moment a server has died at a point, before anybody has come back. */
export type Standing = {
  point: FaultPoint
  /** Rows of the change that carried it; the same number of intents waits, or was answered. */
  stored: 0 | 1
  /** `either`: COMMIT was on its way. */
  answered: 0 | 1 | 'either'
  /** What its device knows at least, and at most. */
  device: ('saved' | 'sent' | 'accepted')[]
}

const notStored = (point: FaultPoint): Standing => ({
  ...{ point, stored: 0, answered: 0, device: ['saved'] },
})
const undecided = (point: FaultPoint): Standing => ({
  ...{ point, stored: 1, answered: 0, device: ['saved', 'sent'] },
})
const decided = (point: FaultPoint): Standing => ({
  ...{ point, stored: 1, answered: 1, device: ['saved', 'sent', 'accepted'] },
})

/**
 * Every point of a server, in the order of a checkout's way. Whatever was true then, afterwards each has one change, one
 * answer and one order, and its device shows them.
 */
export const points: readonly Standing[] = [
  notStored('K0'),
  notStored('K1'),
  notStored('K2'),
  // Committed, and its device does not know: it sends again, and nothing is stored twice.
  { ...undecided('K3'), device: ['saved'] },
  { ...undecided('K4'), device: ['sent'] },
  ...(['K5', 'K6', 'K7', 'K8', 'K9', 'K10', 'K11', 'K12', 'K13'] as const).map(undecided),
  { ...decided('K14'), answered: 'either' },
  decided('K15'),
  decided('K16'),
  decided('K17'),
]
