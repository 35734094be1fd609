import { reason } from '../engine/model/decision.ts'
import type { Rulebook } from '../engine/model/rulebook.ts'
import { areas } from '../schema/areas/all.ts'
import { membershipsOf } from '../schema/areas/memberships.ts'
import { conflictNoted, intentAnswered } from '../schema/facts.ts'
import { isHomeLane, PLATFORM } from '../schema/lanes.ts'
import { isSuspended } from '../schema/roles.ts'
import { kindsByName } from './all.ts'

/**
 * The market's rules, for any authority that runs them. `version` goes up whenever a kind would answer the same
 * question from the same rows differently: the audit names it, and only these rules can be asked why.
 */
export const rulebook: Rulebook = {
  version: '1',
  kinds: kindsByName,
  areas,
  rolesOf: membershipsOf,
  barred: (roles) => (isSuspended(roles) ? reason('suspended') : undefined),
  // A store's batch never appends to the platform, so the two can never wait for each other.
  mayAppend: (home, lane) => !isHomeLane(lane) || (home === PLATFORM && lane.startsWith('store:')),
  answered: (answer, author) =>
    author.startsWith('system:') ? undefined : intentAnswered(answer, author),
  conflictNoted: (conflict) =>
    conflict.reviewer === 'customer' ? undefined : conflictNoted(conflict),
}
