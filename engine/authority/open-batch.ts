import type { Need } from '../model/area.ts'
import { assert } from '../model/assert.ts'
import { type Decision, refuse } from '../model/decision.ts'
import type { Asked, Membership } from '../model/kind.ts'
import type { Rulebook } from '../model/rulebook.ts'
import { type Question, question } from './question.ts'
import { openReader, type Reader } from './reading.ts'
import { type RowBook, rowBook } from './row-book.ts'
import type { LaneHold } from './store.ts'

/** Most times that a batch may find it needs more rows than it has. */
const NEED_ROUNDS = 6

/** One question with its answer, and what the answer was made from. */
export type Decided = Question & {
  decision: Decision
  roles: readonly Membership[]
  /** What the kind saw; nothing when no kind was asked. */
  seen?: unknown
}

/** A batch whose rows are all loaded and locked, on its way through the rules. */
export type OpenBatch = {
  /** What is decided so far, in the order it came. */
  readonly decided: readonly Decided[]
  /** True when the last ones were left for the next batch, because rows changed under them. */
  isCut(): boolean
  /** Decides at most so many more, each seeing the facts of those before it. None when there are no more. */
  next(most: number): readonly Decided[]
  /** Rows that were set since this was asked last, whole, areas in their order and rows in key order. */
  changed(): ReturnType<RowBook['changed']>
}

/**
 * Loads all rows that any of what waits in a lane needs, so that it can be decided in memory, one after the other in the
 * order it came. `locked` is called when all is loaded.
 */
export async function openBatch(
  hold: LaneHold,
  rulebook: Rulebook,
  locked: () => Promise<void>,
  reader: Reader = openReader(rulebook),
): Promise<OpenBatch> {
  const questions = hold.batch
    .filter(({ id }) => !hold.answered.has(id))
    .map((waiting) => question(waiting, reader.read(waiting), hold))
  const rows = rowBook(rulebook.areas)
  await loadAll(hold, rulebook, questions, rows)
  await locked()

  const decided: Decided[] = []
  let isCut = false
  /** An earlier fact may have turned the search for a substitute to rows that nobody loaded: they are loaded next time. */
  function isShort(one: Question): boolean {
    if (!one.rule || rows.missing(moreOf(one, rows)).length === 0) return false
    assert(decided.length > 0, `${one.waiting.id} needs more rows than it named`)
    return true
  }
  return {
    decided,
    // No getter: each would make a shape of its own, which holds all this until the next full collection.
    isCut: () => isCut,
    next(most) {
      const before = decided.length
      for (const one of questions.slice(before, before + most)) {
        isCut ||= isShort(one)
        if (isCut) break
        const answer = decideOne(one, rulebook, rows)
        if (answer.decision.verdict === 'accepted')
          for (const fact of answer.decision.facts) rows.fold(fact, one.waiting.id)
        decided.push(answer)
      }
      return decided.slice(before)
    },
    changed: rows.changed,
  }
}

async function loadAll(
  hold: LaneHold,
  rulebook: Rulebook,
  questions: readonly Question[],
  rows: RowBook,
) {
  const first = questions.flatMap((one) =>
    one.rule
      ? [rulebook.rolesOf(one.asked.author), ...one.rule.needs(one.asked.body, one.asked)]
      : [],
  )
  let missing = rows.missing(first)
  for (let round = 1; missing.length > 0; round++) {
    assert(round <= NEED_ROUNDS, `${hold.lane} still needs rows after ${NEED_ROUNDS} rounds`)
    // Sent in the areas' order, and run in it; only the replies are waited for together.
    const found = await Promise.all(missing.map(({ area, by, keys }) => hold.load(area, by, keys)))
    missing.forEach(({ area, by, keys }, at) => {
      rows.absorb(area, by, keys, found[at] as unknown[])
    })
    missing = rows.missing(questions.flatMap((one) => (one.rule ? moreOf(one, rows) : [])))
  }
}

const moreOf = (one: Question, rows: RowBook): Need[] =>
  one.rule ? (one.rule.more?.(rows.rows, one.asked.body, one.asked) ?? []) : []

function decideOne(one: Question, rulebook: Rulebook, rows: RowBook): Decided {
  if (!one.rule) return { ...one, roles: [] }
  const roles = rows.rows.all(rulebook.rolesOf(one.asked.author))
  const asked: Asked<unknown> = { ...one.asked, roles }
  const barred = rulebook.barred(roles)
  if (barred) return { ...one, roles, decision: refuse(barred.code, barred.params) }
  const seen = one.rule.view(rows.rows, asked.body, asked)
  return { ...one, asked, roles, seen, decision: one.rule.decide(seen, asked) }
}
