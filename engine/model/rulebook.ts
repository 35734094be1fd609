import type { Answer } from './answer.ts'
import type { AreaRule, Need } from './area.ts'
import type { NotedConflict } from './conflict.ts'
import type { Reason } from './decision.ts'
import type { Fact } from './fact.ts'
import type { Kind, Membership } from './kind.ts'

/** All that the authority must know of the product it decides for. The same value serves every store it runs on. */
export type Rulebook = {
  /** Names the rules in the audit: a decision can be run again only by the rules that made it. */
  version: string
  kinds: ReadonlyMap<string, Kind>
  /** In the one order in which every batch loads and writes. */
  areas: readonly AreaRule<unknown>[]
  /** The memberships of a person, to be loaded with every question of theirs. */
  rolesOf(person: string): Need<Membership>
  /** Why this person may ask nothing at all, if so. */
  barred(roles: readonly Membership[]): Reason | undefined
  /**
   * May a batch of `home` append to `lane`? To followers always; to another home lane only where batches of that one
   * never append back, or two batches could wait for each other.
   */
  mayAppend(home: string, lane: string): boolean
  /** The fact that tells an author the answer; none for those who need no telling (the system). */
  answered(answer: Answer, author: string): Fact | undefined
  /** The fact that tells of a conflict; none where the answer says it all. */
  conflictNoted(conflict: NotedConflict): Fact | undefined
}
