import type { Json } from './canonical.ts'
import type { Conflict } from './conflict.ts'
import type { Fact } from './fact.ts'

export type Params = { [name: string]: Json }

/** A short kebab-case code and what a sentence about it needs; the device makes the sentence. */
export type Reason = { code: string; params: Params }

/**
 * The three answers, all final. A refusal is recorded like a yes and deletes nothing. A review changes nothing and
 * opens a conflict; a later intent that names it in `answers` closes it.
 */
export type Decision =
  | { verdict: 'accepted'; facts: Fact[]; result: Params; conflicts: Conflict[] }
  | { verdict: 'refused'; reason: Reason; conflicts?: Conflict[] }
  | { verdict: 'review'; problems: Reason[]; by: string; offer?: Json }

export type Verdict = Decision['verdict']

/** Yes: these facts are now true. `result` is what the asker is told (an order number); `conflicts` what a person should look at. */
export function accept(
  facts: Fact[],
  { result = {}, conflicts = [] }: { result?: Params; conflicts?: Conflict[] } = {},
): Decision {
  return { verdict: 'accepted', facts, result, conflicts }
}

/** No. `conflicts` are for a no that somebody should look at: a cart ordered twice, with different content. */
export function refuse(
  code: string,
  params: Params = {},
  { conflicts }: { conflicts?: Conflict[] } = {},
): Decision {
  const refused = { verdict: 'refused' as const, reason: { code, params } }
  return conflicts === undefined ? refused : { ...refused, conflicts }
}

export function review(problems: Reason[], { by, offer }: { by: string; offer?: Json }): Decision {
  return offer === undefined
    ? { verdict: 'review', problems, by }
    : { verdict: 'review', problems, by, offer }
}

export const reason = (code: string, params: Params = {}): Reason => ({ code, params })
