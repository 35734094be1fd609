import { kindsByName } from '../../intents/all.ts'
import { areas } from '../../schema/areas/all.ts'
import { ackedSurvives } from './acked-survives.ts'
import { auditIsWhole } from './audit-chain.ts'
import { replicasConverge } from './convergence.ts'
import { decisionsRepeat } from './determinism.ts'
import { followersShowTheLane } from './followers.ts'
import type { History } from './history.ts'
import { laneOrderIsRealOrder } from './lane-order.ts'
import { lanesAreGapless } from './lanes-gapless.ts'
import { moneyIsConserved } from './money.ts'
import { nobodyWritesElsewhere } from './no-foreign-write.ts'
import { oneOrderEach } from './one-order.ts'
import { oneOutcomeEach } from './one-outcome.ts'
import { progressAfterHeal } from './progress.ts'
import { lanesAreSerial } from './reference-model.ts'
import type { Rows, ShownDocument } from './rows.ts'
import { rowsAreFacts } from './rows-from-facts.ts'
import { sessionsHold } from './session.ts'
import { stockIsTrue } from './stock.ts'
import type { Violation } from './violation.ts'

/** All that a run leaves behind: what its processes said, what the database holds, what the replicas show. */
export type Evidence = { history: History; rows: Rows; documents: readonly ShownDocument[] }

/** A law reads the evidence and names what breaks it; pure, and linear in the evidence. */
export type LawCheck = (evidence: Evidence) => Violation[]

const laws: LawCheck[] = [
  ackedSurvives,
  auditIsWhole,
  replicasConverge,
  followersShowTheLane,
  laneOrderIsRealOrder,
  lanesAreGapless,
  oneOutcomeEach,
  progressAfterHeal,
  sessionsHold,
  stockIsTrue,
  oneOrderEach,
  moneyIsConserved,
  nobodyWritesElsewhere,
  rowsAreFacts,
  decisionsRepeat(kindsByName),
  lanesAreSerial(kindsByName, areas),
]

/** Every law over one run's evidence; an empty list is what a run must end with. */
export const check = (evidence: Evidence): Violation[] => laws.flatMap((law) => law(evidence))
